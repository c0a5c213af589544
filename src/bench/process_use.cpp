#include "bench/process_use.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace caravan::bench {
namespace {

// Of proc(5), counted from the field behind the program's name, which may hold spaces and parentheses.
constexpr std::size_t kUserTicks = 11, kSystemTicks = 12, kResidentPages = 21;

}  // namespace

std::optional<ProcessUse> parse_stat(std::string_view text, long ticks_per_second, long page_bytes) {
  const auto name_end = text.rfind(") ");
  if (name_end == text.npos) return std::nullopt;
  std::istringstream rest{std::string(text.substr(name_end + 2))};
  const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  if (fields.size() <= kResidentPages) return std::nullopt;
  const auto ticks = std::stoull(fields[kUserTicks]) + std::stoull(fields[kSystemTicks]);
  return ProcessUse{
      .cpu = std::chrono::nanoseconds(ticks * 1'000'000'000 / static_cast<std::uint64_t>(ticks_per_second)),
      .memory_bytes = std::stoull(fields[kResidentPages]) * static_cast<std::uint64_t>(page_bytes)};
}

std::optional<ProcessUse> use_of_process(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_stat(text, ::sysconf(_SC_CLK_TCK), ::sysconf(_SC_PAGESIZE));
}

}  // namespace caravan::bench
