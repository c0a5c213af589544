#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

#include "domain/ids.hpp"

namespace caravan::cassandra {

// A value for each of the chats used last; the others are forgotten. Not thread-safe.
template <class Value>
class RecentChats {
 public:
  explicit RecentChats(std::size_t chats_max) : chats_max_(chats_max) {}

  // Null for a chat that is not remembered. Valid until the next call, as is what `of` answers.
  Value* find(domain::ChatId chat) {
    const auto found = by_chat_.find(chat);
    if (found == by_chat_.end()) return nullptr;
    latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
    return &found->second->second;
  }

  Value& of(domain::ChatId chat) {
    if (auto* const found = find(chat)) return *found;
    if (by_chat_.size() >= chats_max_) {
      by_chat_.erase(latest_first_.back().first);
      latest_first_.pop_back();
    }
    latest_first_.emplace_front(chat, Value());
    by_chat_.emplace(chat, latest_first_.begin());
    return latest_first_.front().second;
  }

 private:
  using Entries = std::list<std::pair<domain::ChatId, Value>>;

  std::size_t chats_max_;
  Entries latest_first_;
  std::unordered_map<domain::ChatId, typename Entries::iterator> by_chat_;
};

}  // namespace caravan::cassandra
