#include "caravan/feed_store.hpp"

#include "caravan/log_feed.hpp"
#ifdef CARAVAN_WITH_FIRESTORE
#include "caravan/firestore_feed_store.hpp"
#endif

namespace caravan {
namespace {

class LogFeedStore final : public FeedStore {
 public:
  explicit LogFeedStore(observe::Metrics& metrics) : feed_(metrics) {}
  ports::Feed& feed() override { return feed_; }

 private:
  LogFeed feed_;
};

}  // namespace

std::unique_ptr<FeedStore> open_feed_store(const config::Settings& settings,
                                           [[maybe_unused]] const Surroundings& around,
                                           [[maybe_unused]] Stores& stores, observe::Metrics& metrics) {
  switch (settings.backend.feed) {
    case config::FeedBackend::none:
      return nullptr;
    case config::FeedBackend::log:
      return std::make_unique<LogFeedStore>(metrics);
    case config::FeedBackend::firestore:
      break;
  }
#ifdef CARAVAN_WITH_FIRESTORE
  return firestore_feed_store(settings, around, stores, metrics);
#else
  return nullptr;  // `refuse_backends` was asked before
#endif
}

}  // namespace caravan
