#pragma once

#include <cstddef>
#include <mutex>

#include "ports/chats.hpp"
#include "ports/members.hpp"
#include "runtime/lru_cache.hpp"

namespace caravan::chats {

// Remembers the chats that were asked for last, because membership is checked on every read and write. A
// chat's members never change once it exists, so nothing here goes stale; a missing chat is not remembered,
// since it may be created any moment. Thread-safe.
class ChatCache final : public ports::Members {
 public:
  struct Options {
    std::size_t chats_max = 100'000;
  };

  // `chats` must outlive this object.
  ChatCache(Options options, ports::Chats& chats) : chats_(chats), recent_(options.chats_max) {}

  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId chat) override;

 private:
  ports::SharedChat find(domain::ChatId chat);
  void remember(ports::SharedChat chat);

  ports::Chats& chats_;
  std::mutex mutex_;
  runtime::LruCache<domain::ChatId, ports::SharedChat> recent_;
};

}  // namespace caravan::chats
