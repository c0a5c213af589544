#include "caravan/metering.hpp"

#include "caravan/module_options.hpp"
#include "caravan/wiring.hpp"
#include "config/option.hpp"

namespace caravan {
namespace {

costs::Meter::Options meter_options(const config::Settings& settings) {
  return {.prices = prices(settings.prices),
          .layout = settings.backend.feed == config::FeedBackend::firestore ? "inbox" : "log",
          .documents = replay_options(settings),
          .arrivals_max = settings.costs.replayed_messages_max};
}

}  // namespace

costs::Prices prices(const config::Prices& prices) {
  return {.reads = prices.reads,
          .writes = prices.writes,
          .deletes = prices.deletes,
          .gib_out = prices.gib_out,
          .free_reads = prices.free_reads,
          .free_writes = prices.free_writes,
          .free_deletes = prices.free_deletes,
          .free_gib_out = prices.free_gib_out};
}

costs::ReplayOptions replay_options(const config::Settings& settings) {
  return {.listeners = settings.costs.listeners_per_reader,
          .interval = settings.publish.per_recipient_interval,
          .batches_max = settings.firestore.batches_max,
          .entries_bytes_max = settings.firestore.entries_bytes_max};
}

http::CostServices::Windows cost_windows(const config::Settings& settings) {
  return {.policy = config::find_option("aggregate.policy")->text(settings),
          .in_effect = [window = settings.aggregate.window] { return window; },
          .policy_of =
              [aggregate = settings.aggregate](std::chrono::milliseconds window) {
                auto other = aggregate;
                other.window = window;
                return window_policy(other);
              }};
}

std::string feed_name(const config::Settings& settings) {
  return config::find_option("backend.feed")->text(settings);
}

Metering::Metering(FeedStore& store, const config::Settings& settings, const Surroundings& around,
                   observe::Metrics& metrics)
    : meter_(meter_options(settings), costs::wall_time(around.clock), metrics),
      feed_(store.feed(), meter_, around.clock) {
  if (auto* const sessions = store.sessions()) sessions_.emplace(*sessions, meter_, around.clock);
}

}  // namespace caravan
