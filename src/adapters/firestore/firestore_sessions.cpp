#include "adapters/firestore/firestore_sessions.hpp"

#include "adapters/firestore/inbox_path.hpp"

namespace caravan::firestore {

FirestoreSessions::FirestoreSessions(Database& database, Options options)
    : database_(database), calls_(database.executor(), "firestore sessions", options.queue_max) {}

ports::Task<ports::Result<void>> FirestoreSessions::end(domain::UserId user, std::int64_t epoch) {
  auto ended = co_await calls_.run(end_on_loop(user, epoch));
  if (ended) co_return *std::move(ended);
  co_return ports::Error{ports::Errc::overloaded, "too many sessions wait for Firestore"};
}

ports::Task<ports::Result<void>> FirestoreSessions::end_on_loop(domain::UserId user, std::int64_t epoch) {
  Write write{inbox_path(user), {}};
  write.at_least["epoch"] = epoch;
  const auto written = co_await database_.write(std::move(write), "session_end");
  if (written.status.ok()) co_return ports::Result<void>{};
  co_return ports::Error{database_.verdict(written.status).errc, to_text(written.status)};
}

}  // namespace caravan::firestore
