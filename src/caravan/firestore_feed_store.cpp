#include "caravan/firestore_feed_store.hpp"

#include <cstdlib>

#include "adapters/firestore/firestore_feed.hpp"
#include "adapters/firestore/firestore_sessions.hpp"
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

firestore::FirestoreFeed::Options feed_options(const config::Firestore& chosen) {
  firestore::FirestoreFeed::Options options;
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
      : database_(database_options(settings.firestore), around.clock, metrics),
        feed_(
            database_, feed_options(settings.firestore), [&stores] { return stores.deliveries_epoch(); },
            around.clock, around.random, metrics),
        sessions_(database_, {.queue_max = settings.firestore.queue_max}) {}

  ports::Feed& feed() override { return feed_; }
  ports::FeedSessions* sessions() override { return &sessions_; }

 private:
  firestore::Database database_;
  firestore::FirestoreFeed feed_;
  firestore::FirestoreSessions sessions_;
};

}  // namespace

std::unique_ptr<FeedStore> firestore_feed_store(const config::Settings& settings, const Surroundings& around,
                                                Stores& stores, observe::Metrics& metrics) {
  return std::make_unique<FirestoreFeedStore>(settings, around, stores, metrics);
}

}  // namespace caravan
