#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace caravan::runtime {

// A cache of bounded size that evicts what was used longest ago. Not thread-safe.
template <class Key, class Value, class Hash = std::hash<Key>>
class LruCache {
 public:
  // `count_max` is 1 at least.
  explicit LruCache(std::size_t count_max) : count_max_(count_max) {}

  // Null for a key that is not cached. Valid until the next call, as is what `of` answers.
  Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
    return &found->second->second;
  }

  // What is not cached begins as `Value()`.
  Value& of(const Key& key) {
    if (auto* const found = find(key)) return *found;
    if (by_key_.size() >= count_max_) {
      by_key_.erase(latest_first_.back().first);
      latest_first_.pop_back();
    }
    latest_first_.emplace_front(key, Value());
    by_key_.emplace(key, latest_first_.begin());
    return latest_first_.front().second;
  }

 private:
  using Entries = std::list<std::pair<Key, Value>>;

  std::size_t count_max_;
  Entries latest_first_;
  std::unordered_map<Key, typename Entries::iterator, Hash> by_key_;
};

}  // namespace caravan::runtime
