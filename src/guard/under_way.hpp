#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace caravan::guard {

// How many things of each key are under way at once. Thread-safe.
template <class Key>
class UnderWay {
 public:
  using Ticket = std::shared_ptr<const void>;

  explicit UnderWay(std::size_t each_max) : each_max_(each_max) {}

  // A place among those of the key, until the last copy of the ticket goes; null when it has as many as it
  // may.
  Ticket begin(const Key& key) {
    const std::lock_guard lock(counts_->mutex);
    auto& count = counts_->of[key];
    if (count >= each_max_) return nullptr;
    ++count;
    return Ticket(static_cast<const void*>(this), [counts = counts_, key](const void*) { counts->end(key); });
  }

 private:
  struct Counts {
    void end(const Key& key) {
      const std::lock_guard lock(mutex);
      const auto found = of.find(key);
      if (--found->second == 0) of.erase(found);
    }

    std::mutex mutex;
    std::unordered_map<Key, std::size_t> of;
  };

  const std::size_t each_max_;
  const std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
};

}  // namespace caravan::guard
