#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>

#include "domain/batch.hpp"

namespace caravan::domain {

// The last place of each key that was heard of lately, in bounded memory. Two generations: when the young one
// is full it becomes the old one, and what was in that and not heard of since is forgotten.
// Not thread-safe.
class LastPlaces {
 public:
  explicit LastPlaces(std::size_t keys_max) : generation_max_(keys_max / 2 + 1) {}

  void note(const BatchKey& key, std::int64_t place) {
    if (young_.size() >= generation_max_ && !young_.contains(key)) old_ = std::exchange(young_, {});
    young_.insert_or_assign(key, place);
  }
  std::optional<std::int64_t> of(const BatchKey& key) const {
    for (const auto* generation : {&young_, &old_})
      if (const auto found = generation->find(key); found != generation->end()) return found->second;
    return std::nullopt;
  }
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  std::size_t generation_max_;
  std::unordered_map<BatchKey, std::int64_t> young_;
  std::unordered_map<BatchKey, std::int64_t> old_;
};

}  // namespace caravan::domain
