#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bench/windows/arrival.hpp"
#include "bench/windows/generated_trace.hpp"

namespace caravan::bench::windows {

// What was recorded, by reader. The format: tests/load/traces/README.md.
struct RecordedTrace {
  std::vector<std::vector<Arrival>> readers;  // none is empty
};

struct BadTrace {
  std::string reason;  // with the line's number
};

std::variant<RecordedTrace, BadTrace> parse_trace(std::string_view text);

class RecordedTraffic final : public Traffic {
 public:
  // `arrivals` must outlive this object.
  explicit RecordedTraffic(const std::vector<Arrival>& arrivals) : arrivals_(arrivals) {}

  std::optional<Arrival> next() override {
    if (next_ == arrivals_.size()) return std::nullopt;
    return arrivals_[next_++];
  }

 private:
  const std::vector<Arrival>& arrivals_;
  std::size_t next_ = 0;
};

}  // namespace caravan::bench::windows
