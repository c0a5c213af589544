#pragma once

#include <chrono>
#include <cstdint>

namespace caravan::bench::windows {

// One message on its way to one reader. `at` grows from one arrival of a reader to the next.
struct Arrival {
  std::chrono::nanoseconds at{0};  // since the trace's beginning
  std::uint32_t chat = 0;          // numbers of the reader's own
  std::uint32_t sender = 0;
  std::uint32_t body_bytes = 0;
};

}  // namespace caravan::bench::windows
