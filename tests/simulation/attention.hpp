#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/message.hpp"
#include "runtime/clock.hpp"

namespace caravan::simulation {

// When a reader was connected and looked, and when it was first shown each message. What a reader who looks
// is not shown in time is late, however it learns of it afterwards.
class Attention {
 public:
  struct Span {
    runtime::SteadyTime from, to;
  };

  void begin(runtime::SteadyTime now) {
    if (!since_) since_ = now;
  }
  void end(runtime::SteadyTime now) {
    if (const auto since = std::exchange(since_, std::nullopt)) spans_.push_back({*since, now});
  }
  void shown(domain::MessageKey message, runtime::SteadyTime now) { shown_.try_emplace(message, now); }

  // Those that have ended.
  const std::vector<Span>& spans() const { return spans_; }
  std::optional<runtime::SteadyTime> first_shown(const domain::MessageKey& message) const {
    const auto found = shown_.find(message);
    if (found == shown_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::optional<runtime::SteadyTime> since_;
  std::vector<Span> spans_;
  std::unordered_map<domain::MessageKey, runtime::SteadyTime> shown_;
};

}  // namespace caravan::simulation
