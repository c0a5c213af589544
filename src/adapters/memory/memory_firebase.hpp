#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/memory/fallible.hpp"
#include "ports/feed_sessions.hpp"
#include "ports/firebase_signer.hpp"

namespace caravan::memory {

// Signs with nothing: a token says what it was made from, and which one it is.
class MemoryFirebaseSigner final : public ports::FirebaseSigner, public Fallible {
 public:
  ports::Task<ports::Result<std::string>> sign(ports::FirebaseClaims claims) override {
    if (const auto failure = failure_before()) co_return *failure;
    const std::lock_guard lock(mutex_);
    signed_.push_back(claims);
    co_return "token-" + claims.user.to_string() + "-" + std::to_string(claims.session_epoch) + "-" +
        std::to_string(signed_.size());
  }

  std::vector<ports::FirebaseClaims> all_signed() const {
    const std::lock_guard lock(mutex_);
    return signed_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<ports::FirebaseClaims> signed_;
};

// Remembers whose sessions were ended, and below which epoch.
class MemoryFeedSessions final : public ports::FeedSessions, public Fallible {
 public:
  using Ended = std::pair<domain::UserId, std::int64_t>;

  ports::Task<ports::Result<void>> end(domain::UserId user, std::int64_t epoch) override {
    if (const auto failure = failure_before()) co_return *failure;
    {
      const std::lock_guard lock(mutex_);
      ended_.emplace_back(user, epoch);
    }
    if (const auto failure = failure_after()) co_return *failure;
    co_return ports::Result<void>{};
  }

  std::vector<Ended> ended() const {
    const std::lock_guard lock(mutex_);
    return ended_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Ended> ended_;
};

}  // namespace caravan::memory
