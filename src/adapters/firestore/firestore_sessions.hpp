#pragma once

#include <cstddef>

#include "adapters/firestore/database.hpp"
#include "ports/feed_sessions.hpp"

namespace caravan::firestore {

// The sessions of readers who listen at Firestore: its rules compare the `epoch` of the document with that of
// the reader's token, and cut listeners that are too old. Nothing but that field is written, and never to a
// smaller number. Thread-safe.
class FirestoreSessions final : public ports::FeedSessions {
 public:
  struct Options {
    std::size_t queue_max = 1'024;  // calls under way; the next is answered `overloaded`
  };

  // `database` must outlive this object.
  FirestoreSessions(Database& database, Options options);

  ports::Task<ports::Result<void>> end(domain::UserId user, std::int64_t epoch) override;

 private:
  ports::Task<ports::Result<void>> end_on_loop(domain::UserId user, std::int64_t epoch);

  Database& database_;
  LoopCalls calls_;
};

}  // namespace caravan::firestore
