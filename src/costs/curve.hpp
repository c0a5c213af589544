#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "costs/replay.hpp"

namespace caravan::costs {

// Cost against wait: the same traffic through windows of different lengths in both layouts, and through what
// they are compared with. Not thread-safe.
class Curve {
 public:
  // The rule for windows that is in use, with another length.
  using PolicyOf = std::function<std::unique_ptr<const domain::WindowPolicy>(std::chrono::milliseconds)>;

  enum class Rule {
    window,
    one_write_per_message,
    inactivity,  // size 10 or 3 s of silence, of each sender and chat
  };
  struct Point {
    Rule rule = Rule::window;
    Layout layout = Layout::inbox;
    std::optional<std::chrono::milliseconds> window;  // of the rule `window`
    Outcome outcome;
  };

  Curve(const PolicyOf& policy_of, const std::vector<std::chrono::milliseconds>& windows,
        const ReplayOptions& options);

  // As `Replay::add`.
  void add(const Arrival& arrival);
  // Windows in the order in which they were given, by layout, then the rest. Nothing comes after it.
  std::vector<Point> finish();

 private:
  struct Run {
    Point point;
    std::unique_ptr<const domain::WindowPolicy> policy;
    std::unique_ptr<Replay> replay;
  };

  void begin(Rule rule, Layout layout, std::optional<std::chrono::milliseconds> window,
             std::unique_ptr<const domain::WindowPolicy> policy, const ReplayOptions& options);

  std::vector<Run> runs_;
};

// What is looked at when nobody says otherwise: from no wait to a minute, closer together where it is short.
std::vector<std::chrono::milliseconds> usual_windows();

}  // namespace caravan::costs
