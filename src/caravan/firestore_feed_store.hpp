#pragma once

#include "caravan/feed_store.hpp"

namespace caravan {

std::unique_ptr<FeedStore> firestore_feed_store(const config::Settings& settings, const Surroundings& around,
                                                Stores& stores, observe::Metrics& metrics);

}  // namespace caravan
