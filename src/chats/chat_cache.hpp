#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <unordered_map>

#include "ports/chats.hpp"
#include "ports/members.hpp"

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
  ChatCache(Options options, ports::Chats& chats) : options_(options), chats_(chats) {}

  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId chat) override;

 private:
  ports::SharedChat find(domain::ChatId chat);
  void remember(ports::SharedChat chat);

  Options options_;
  ports::Chats& chats_;
  std::mutex mutex_;
  std::list<ports::SharedChat> by_use_;  // latest first
  std::unordered_map<domain::ChatId, std::list<ports::SharedChat>::iterator> by_id_;
};

}  // namespace caravan::chats
