#pragma once

#include <memory>

#include "caravan/stores.hpp"
#include "config/settings.hpp"
#include "observe/metrics.hpp"
#include "ports/feed.hpp"
#include "ports/feed_sessions.hpp"

namespace caravan {

struct Surroundings;

// The realtime store that `backend.feed` names, for those who show something there and for those who end
// sessions there. What is handed out lives as long as this object.
class FeedStore {
 public:
  virtual ~FeedStore() = default;

  // Made when it is first asked for: not every process shows something.
  virtual ports::Feed& feed() = 0;
  // Null when it knows no sessions.
  virtual ports::FeedSessions* sessions() { return nullptr; }
};

// Null without a feed. Throws with a text for the operator when it cannot be opened. `stores` must outlive
// it.
std::unique_ptr<FeedStore> open_feed_store(const config::Settings& settings, const Surroundings& around,
                                           Stores& stores, observe::Metrics& metrics);

}  // namespace caravan
