#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

#include "observe/outage.hpp"
#include "ports/accounts.hpp"
#include "ports/feed_sessions.hpp"
#include "ports/firebase_signer.hpp"
#include "runtime/clock.hpp"
#include "runtime/lru_cache.hpp"

namespace caravan::identity {

// Lets accounts into Firebase, and ends what was begun there. Firebase's sessions have no end of their own: a
// token carries the account's session epoch, and the feed shows nothing to sessions of a smaller one
// (docs/decisions/0017-firebase-sessions.md). Thread-safe. Owns nothing it refers to.
class FirebaseSessions {
 public:
  struct Options {
    std::chrono::seconds lifetime = std::chrono::hours(1);  // the longest that Firebase takes
    // A token is answered again while this much of its life is left: signing may cost a request to Google.
    std::chrono::seconds remaining_min = std::chrono::minutes(5);
    std::size_t cached_max = 10'000;  // tokens that are kept for that; those asked for longest ago go first
  };
  struct Token {
    std::string text;
    std::chrono::seconds expires_in{};
  };

  // Without `feed` ending sessions raises the epoch alone: what is open stays so.
  FirebaseSessions(const Options& options, ports::Accounts& accounts, ports::FirebaseSigner& signer,
                   ports::FeedSessions* feed, const runtime::Clock& clock)
      : options_(options),
        accounts_(accounts),
        signer_(signer),
        feed_(feed),
        clock_(clock),
        signed_(options.cached_max) {}

  // A custom token for a session of `user`; `not_found` when there is no such account.
  ports::Task<ports::Result<Token>> begin(domain::UserId user);
  // Ends all sessions of `user` that have begun. First the account, then the feed: a token that is given out
  // between the two is of the new epoch already. After an error some may be open still: ask again.
  ports::Task<ports::Result<void>> end_all(domain::UserId user);

 private:
  struct Signed {
    std::string text;
    std::int64_t epoch = -1;
    std::chrono::sys_seconds expires_at;
  };

  // Tells the log when signing begins to fail, now and then while it does, and when it is over.
  void note(const ports::Result<std::string>& outcome);
  // What is left of a token that was signed before, if it may still be answered; else empty.
  Token known(domain::UserId user, std::int64_t epoch, std::chrono::sys_seconds now);

  const Options options_;
  ports::Accounts& accounts_;
  ports::FirebaseSigner& signer_;
  ports::FeedSessions* const feed_;
  const runtime::Clock& clock_;

  std::mutex mutex_;  // guards what follows
  runtime::LruCache<domain::UserId, Signed> signed_;
  observe::Outage outage_;
};

}  // namespace caravan::identity
