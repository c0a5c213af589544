#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "ports/message_store.hpp"

namespace caravan::accept {

// The unpublished, and of which chats this process has put messages there that are not yet relayed: what
// comes behind them goes there, too, or it would overtake them in the log. Thread-safe.
class NotedChats final : public ports::Unpublished {
 public:
  // `unpublished` must outlive this object.
  explicit NotedChats(ports::Unpublished& unpublished) : unpublished_(unpublished) {}

  // Also while a message of the chat is on its way there.
  bool has(domain::ChatId chat) const;

  ports::Task<ports::Result<void>> add(domain::Message message) override;
  ports::Task<ports::Result<std::vector<domain::Message>>> some(std::size_t count_max) override;
  ports::Task<ports::Result<void>> remove(domain::Message message) override;

 private:
  struct Chat {
    std::size_t on_their_way = 0;
    std::size_t there = 0;
    std::uint64_t last_added = 0;
  };

  void begin(domain::ChatId chat);
  void end(domain::ChatId chat, bool added);
  void relayed(domain::ChatId chat);
  void none_left(std::uint64_t of_those_added);
  std::uint64_t added() const;

  ports::Unpublished& unpublished_;
  mutable std::mutex mutex_;
  std::unordered_map<domain::ChatId, Chat> chats_;
  std::uint64_t added_ = 0;  // how many there were
};

}  // namespace caravan::accept
