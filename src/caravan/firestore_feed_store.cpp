#include "caravan/firestore_feed_store.hpp"

#include <cstdlib>

#include "adapters/firestore/batches_feed.hpp"
#include "adapters/firestore/firestore_sessions.hpp"
#include "adapters/firestore/inbox_feed.hpp"
#include "caravan/roles.hpp"
#include "caravan/wiring.hpp"

namespace caravan {
namespace {

// As Google's own clients do.
std::string emulator() {
  const char* address = std::getenv("FIRESTORE_EMULATOR_HOST");
  return address ? address : "";
}

firestore::Database::Options database_options(const config::Firestore& chosen) {
  firestore::Database::Options options;
  options.client = {.project = chosen.project,
                    .database = chosen.database,
                    .emulator = emulator(),
                    .credentials_file = chosen.credentials_file,
                    .request_timeout = chosen.request_timeout};
  options.in_flight_max = chosen.in_flight_max;
  options.rate.first_per_s = static_cast<double>(chosen.writes_per_second);
  return options;
}

firestore::BatchesFeed::Options batches_options(const config::Firestore& chosen) {
  return {.kept = std::chrono::ceil<std::chrono::seconds>(chosen.batches_kept),
          .known_chats_max = chosen.known_documents_max,
          .queue_max = chosen.queue_max};
}

firestore::InboxFeed::Options inbox_options(const config::Firestore& chosen) {
  firestore::InboxFeed::Options options;
  options.limits = {.entries_bytes_max = chosen.entries_bytes_max, .batches_max = chosen.batches_max};
  options.known.documents_max = chosen.known_documents_max;
  options.known.bytes_max = chosen.known_documents_bytes_max;
  options.queue_max = chosen.queue_max;
  return options;
}

class FirestoreFeedStore final : public FeedStore {
 public:
  FirestoreFeedStore(const config::Settings& settings, const Surroundings& around, Stores& stores,
                     observe::Metrics& metrics)
      : settings_(settings),
        around_(around),
        stores_(stores),
        metrics_(metrics),
        database_(database_options(settings.firestore), around.clock, metrics),
        sessions_(database_, {.queue_max = settings.firestore.queue_max}) {}

  ports::Feed& feed() override {
    if (!feed_) feed_ = gathering(settings_) == Gathering::of_streams ? batches() : inbox();
    return *feed_;
  }
  ports::FeedSessions* sessions() override { return &sessions_; }

 private:
  std::unique_ptr<ports::Feed> batches() {
    return std::make_unique<firestore::BatchesFeed>(database_, batches_options(settings_.firestore),
                                                    stores_.members(), around_.clock, around_.random);
  }
  std::unique_ptr<ports::Feed> inbox() {
    return std::make_unique<firestore::InboxFeed>(
        database_, inbox_options(settings_.firestore), [this] { return stores_.deliveries_epoch(); },
        around_.clock, around_.random, metrics_);
  }

  const config::Settings& settings_;
  const Surroundings& around_;
  Stores& stores_;
  observe::Metrics& metrics_;
  firestore::Database database_;
  std::unique_ptr<ports::Feed> feed_;
  firestore::FirestoreSessions sessions_;
};

}  // namespace

std::unique_ptr<FeedStore> firestore_feed_store(const config::Settings& settings, const Surroundings& around,
                                                Stores& stores, observe::Metrics& metrics) {
  return std::make_unique<FirestoreFeedStore>(settings, around, stores, metrics);
}

}  // namespace caravan
