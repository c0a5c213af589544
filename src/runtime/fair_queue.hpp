#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

namespace caravan::runtime {

// Whose a piece of work is.
struct Share {
  std::uint64_t owner = 0;
  // Of somebody who is known: owners of this kind get every second turn, however many others there are.
  bool reserved = false;
};

// A bounded queue in which owners take turns: whoever has little to do waits for one item of each other owner
// at most, not for all that a greedy one has queued. When it is full, the owner with the most gives up the
// newest of them to one who has at least two less, or to a reserved one who has none. Not thread-safe.
template <class Item>
class FairQueue {
 public:
  explicit FairQueue(std::size_t items_max) : items_max_(items_max) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // What has no place now: an item of another owner, `item` itself, or nothing.
  std::optional<Item> push(Share share, Item item) {
    std::optional<Item> displaced;
    if (size_ >= items_max_) {
      displaced = make_room(share);
      if (!displaced) return item;
    }
    auto& turns = turns_[share.reserved];
    auto& items = turns.items[share.owner];
    if (items.empty()) turns.owners.push_back(share.owner);
    items.push_back(std::move(item));
    ++size_;
    return displaced;
  }

  // Requires that it is not empty.
  Item pop() {
    reserved_next_ = turns_[!reserved_next_].owners.empty() ? reserved_next_ : !reserved_next_;
    auto& turns = turns_[reserved_next_];
    const auto owner = turns.owners.front();
    turns.owners.pop_front();
    auto& items = turns.items[owner];
    Item item = std::move(items.front());
    items.pop_front();
    if (items.empty())
      turns.items.erase(owner);
    else
      turns.owners.push_back(owner);
    --size_;
    return item;
  }

 private:
  using Items = std::deque<Item>;
  struct Turns {
    std::deque<std::uint64_t> owners;  // with items, whose turn is first first
    std::unordered_map<std::uint64_t, Items> items;
  };

  std::optional<Item> make_room(const Share& share) {
    const auto own = turns_[share.reserved].items.find(share.owner);
    const std::size_t mine = own == turns_[share.reserved].items.end() ? 0 : own->second.size();
    if (share.reserved && mine == 0)
      if (auto item = take_newest_of_longest(turns_[false], 1)) return item;
    const bool from_reserved = longest(turns_[true]) > longest(turns_[false]);
    return take_newest_of_longest(turns_[from_reserved], mine + 2);
  }

  static std::size_t longest(const Turns& turns) {
    std::size_t most = 0;
    for (const auto& [owner, items] : turns.items)
      most = std::max(most, items.size());
    return most;
  }

  std::optional<Item> take_newest_of_longest(Turns& turns, std::size_t at_least) {
    const auto found =
        std::max_element(turns.items.begin(), turns.items.end(),
                         [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    if (found == turns.items.end() || found->second.size() < at_least) return std::nullopt;
    Item item = std::move(found->second.back());
    found->second.pop_back();
    --size_;
    if (found->second.empty()) {
      std::erase(turns.owners, found->first);
      turns.items.erase(found);
    }
    return item;
  }

  const std::size_t items_max_;
  std::size_t size_ = 0;
  Turns turns_[2];  // of strangers, of those who are known
  bool reserved_next_ = false;
};

}  // namespace caravan::runtime
