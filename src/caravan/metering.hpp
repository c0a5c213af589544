#pragma once

#include <memory>
#include <optional>
#include <string>

#include "caravan/feed_store.hpp"
#include "config/settings.hpp"
#include "costs/meter.hpp"
#include "costs/metered_feed.hpp"
#include "http/routes/cost_routes.hpp"
#include "observe/metrics.hpp"

namespace caravan {

struct Surroundings;

costs::ReplayOptions replay_options(const config::Settings& settings);
// The policy that the settings name, with any window.
costs::Curve::PolicyOf window_policies(const config::Settings& settings);
http::CostServices::Windows cost_windows(const config::Settings& settings, observe::Metrics& metrics);
// As the option backend.feed writes it.
std::string feed_name(const config::Settings& settings);

// A feed store behind a meter. References must outlive it.
class Metering {
 public:
  Metering(FeedStore& store, const config::Settings& settings, const Surroundings& around,
           observe::Metrics& metrics);

  // For a process that publishes.
  ports::Feed& feed() { return *feed_; }
  // Null when the store knows no sessions.
  ports::FeedSessions* sessions() { return sessions_ ? &*sessions_ : nullptr; }
  const costs::Meter& meter() const { return meter_; }

 private:
  costs::Meter meter_;
  std::optional<costs::MeteredFeed> feed_;
  std::optional<costs::MeteredSessions> sessions_;
};

}  // namespace caravan
