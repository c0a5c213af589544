#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

#include "adapters/cassandra/buckets.hpp"
#include "domain/ids.hpp"

namespace caravan::cassandra {

// The fillings of the chats written to last. A forgotten chat begins its bucket anew, which costs a repeated
// registration and lets the bucket grow once more. Not thread-safe.
class RecentBuckets {
 public:
  explicit RecentBuckets(std::size_t chats_max) : chats_max_(chats_max) {}

  // Valid until the next call.
  BucketFilling& of(domain::ChatId chat) {
    const auto found = by_chat_.find(chat);
    if (found != by_chat_.end()) {
      latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
      return found->second->second;
    }
    if (by_chat_.size() >= chats_max_) {
      by_chat_.erase(latest_first_.back().first);
      latest_first_.pop_back();
    }
    latest_first_.emplace_front(chat, BucketFilling());
    by_chat_.emplace(chat, latest_first_.begin());
    return latest_first_.front().second;
  }

 private:
  using Entries = std::list<std::pair<domain::ChatId, BucketFilling>>;

  std::size_t chats_max_;
  Entries latest_first_;
  std::unordered_map<domain::ChatId, Entries::iterator> by_chat_;
};

}  // namespace caravan::cassandra
