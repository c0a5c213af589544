#include "caravan/metering.hpp"

#include <algorithm>
#include <utility>

#include "caravan/module_options.hpp"
#include "caravan/roles.hpp"
#include "caravan/wiring.hpp"
#include "config/option.hpp"
#include "pipeline/aggregate/spending.hpp"

namespace caravan {
namespace {

std::string layout_name(const config::Settings& settings) {
  if (settings.backend.feed != config::FeedBackend::firestore) return "log";
  return config::find_option("firestore.layout")->text(settings);
}

costs::Meter::Options meter_options(const config::Settings& settings) {
  return {.prices = prices(settings.prices),
          .layout = layout_name(settings),
          .documents = replay_options(settings),
          .arrivals_max = settings.costs.replayed_messages_max};
}

}  // namespace

costs::ReplayOptions replay_options(const config::Settings& settings) {
  return {.listeners = settings.costs.listeners_per_reader,
          .interval = settings.publish.per_recipient_interval,
          .batches_max = settings.firestore.batches_max,
          .entries_bytes_max = settings.firestore.entries_bytes_max};
}

costs::Curve::PolicyOf window_policies(const config::Settings& settings) {
  return [aggregate = settings.aggregate](std::chrono::milliseconds window) {
    auto other = aggregate;
    other.window = window;
    return window_policy(other);
  };
}

// A budget stretches the window: what the hop of this process shows of it, if it is here.
http::CostServices::Windows cost_windows(const config::Settings& settings, observe::Metrics& metrics) {
  const auto configured = settings.aggregate.window;
  std::function<std::chrono::milliseconds()> in_effect = [configured] { return configured; };
  const bool feeds = settings.backend.feed != config::FeedBackend::none;
  if (feeds && has(settings.roles, config::Role::aggregate))
    in_effect = [configured, &wait = aggregate::wait_gauge(metrics)] {
      const auto seconds = std::chrono::duration<double>(wait.Value());
      return std::max(configured, std::chrono::duration_cast<std::chrono::milliseconds>(seconds));
    };
  return {.policy = config::find_option("aggregate.policy")->text(settings),
          .in_effect = std::move(in_effect),
          .policy_of = window_policies(settings)};
}

std::string feed_name(const config::Settings& settings) {
  return config::find_option("backend.feed")->text(settings);
}

Metering::Metering(FeedStore& store, const config::Settings& settings, const Surroundings& around,
                   observe::Metrics& metrics)
    : meter_(meter_options(settings), costs::wall_time(around.clock), metrics) {
  if (has(settings.roles, config::Role::publish)) feed_.emplace(store.feed(), meter_, around.clock);
  if (auto* const sessions = store.sessions()) sessions_.emplace(*sessions, meter_, around.clock);
}

}  // namespace caravan
