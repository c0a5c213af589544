#include "costs/curve.hpp"

#include <utility>

namespace caravan::costs {

using std::chrono::milliseconds;
using std::chrono::seconds;

Curve::Curve(const PolicyOf& policy_of, const std::vector<milliseconds>& windows,
             const ReplayOptions& options) {
  for (const auto layout : {Layout::inbox, Layout::batches})
    for (const auto window : windows)
      begin(Rule::window, layout, window, policy_of(window), options);
  begin(Rule::one_write_per_message, Layout::batches, {},
        std::make_unique<domain::AnchoredPolicy>(seconds(0)), options);
  begin(Rule::inactivity, Layout::batches, {}, std::make_unique<domain::InactivityPolicy>(seconds(3), 10),
        options);
}

void Curve::begin(Rule rule, Layout layout, std::optional<milliseconds> window,
                  std::unique_ptr<const domain::WindowPolicy> policy, const ReplayOptions& options) {
  auto replay = replay_of(layout, *policy, options);
  runs_.push_back({{rule, layout, window, {}}, std::move(policy), std::move(replay)});
}

void Curve::add(const Arrival& arrival) {
  for (auto& run : runs_)
    run.replay->add(arrival);
}

std::vector<Curve::Point> Curve::finish() {
  std::vector<Point> points;
  for (auto& run : runs_) {
    run.point.outcome = run.replay->finish();
    points.push_back(std::move(run.point));
  }
  return points;
}

std::vector<milliseconds> usual_windows() {
  std::vector<milliseconds> windows;
  for (const int ms : {0, 250, 500, 1'000, 1'500, 2'000, 3'000, 4'000, 5'000, 7'000, 10'000, 15'000, 20'000,
                       30'000, 45'000, 60'000})
    windows.emplace_back(ms);
  return windows;
}

}  // namespace caravan::costs
