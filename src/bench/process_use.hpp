#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace caravan::bench {

// What a process has used so far.
struct ProcessUse {
  std::chrono::nanoseconds cpu{0};  // user and system, all threads
  std::uint64_t memory_bytes = 0;   // resident
};

// The text of /proc/PID/stat; nothing when it is none.
std::optional<ProcessUse> parse_stat(std::string_view text, long ticks_per_second, long page_bytes);
// Nothing when there is no such process on this machine.
std::optional<ProcessUse> use_of_process(int pid);

}  // namespace caravan::bench
