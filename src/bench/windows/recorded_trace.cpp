#include "bench/windows/recorded_trace.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace caravan::bench::windows {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHeader = "time_us,chat,sender,recipient,bytes";
constexpr std::uint64_t kNumbersMax = 4095;  // of chats and senders
constexpr std::uint64_t kBytesMax = 1 << 20;
constexpr std::uint64_t kTimeMax = std::uint64_t{366} * 24 * 3600 * 1'000'000;

enum Column { time_us, chat, sender, recipient, bytes, columns };
using Row = std::array<std::uint64_t, columns>;

std::optional<Row> parse_row(std::string_view line) {
  Row row{};
  const char* at = line.data();
  const char* const end = line.data() + line.size();
  for (std::size_t column = 0; column < columns; ++column) {
    if (column > 0 && (at == end || *at++ != ',')) return std::nullopt;
    const auto [stopped, error] = std::from_chars(at, end, row[column]);
    if (error != std::errc()) return std::nullopt;
    at = stopped;
  }
  return at == end ? std::optional(row) : std::nullopt;
}

bool fits(const Row& row) {
  return row[time_us] <= kTimeMax && row[chat] <= kNumbersMax && row[sender] <= kNumbersMax &&
         row[bytes] <= kBytesMax;
}

BadTrace bad(std::size_t line, const std::string& what) {
  return {"line " + std::to_string(line) + ": " + what};
}

}  // namespace

std::variant<RecordedTrace, BadTrace> parse_trace(std::string_view text) {
  std::map<std::uint64_t, std::vector<Arrival>> by_reader;
  std::uint64_t last = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (number == 1) {
      if (line != kHeader) return bad(number, "must be " + std::string(kHeader));
      continue;
    }
    const auto row = parse_row(line);
    if (!row || !fits(*row)) return bad(number, "must be five numbers between commas, within their bounds");
    if ((*row)[time_us] < last) return bad(number, "times must not fall");
    last = (*row)[time_us];
    auto& arrivals = by_reader[(*row)[recipient]];
    const auto after_last = arrivals.empty() ? 1ns : arrivals.back().at + 1ns;
    arrivals.push_back({std::max<std::chrono::nanoseconds>(std::chrono::microseconds(last), after_last),
                        static_cast<std::uint32_t>((*row)[chat]), static_cast<std::uint32_t>((*row)[sender]),
                        static_cast<std::uint32_t>((*row)[bytes])});
  }
  if (by_reader.empty()) return BadTrace{"it holds no message"};
  RecordedTrace trace;
  for (auto& [reader, arrivals] : by_reader)
    trace.readers.push_back(std::move(arrivals));
  return trace;
}

}  // namespace caravan::bench::windows
