#pragma once

#include <chrono>
#include <cstdint>

namespace caravan::bench::windows {

// One message on its way to one reader, or one that he writes himself. `at` grows from one of a reader's to
// the next.
struct Arrival {
  std::chrono::nanoseconds at{0};  // since the trace's beginning
  std::uint32_t chat = 0;          // numbers of the reader's own
  std::uint32_t sender = 0;
  std::uint32_t body_bytes = 0;
  bool own = false;  // his own: the rest but `at` means nothing
};

}  // namespace caravan::bench::windows
