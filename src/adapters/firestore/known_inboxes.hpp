#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "adapters/firestore/inbox_state.hpp"

namespace caravan::firestore {

// A reader's document as this process saw it last.
struct KnownInbox {
  InboxState state;
  std::optional<UpdateTime> updated;  // none: it does not exist
};

// The documents that were used last, so that most writes need no reading before. Whoever works on one takes
// it out and puts back what has come of it; one whose write ended in the dark is not put back. Those used
// longest ago are forgotten. Not thread-safe.
class KnownInboxes {
 public:
  struct Options {
    std::size_t documents_max = 20'000;
    std::size_t bytes_max = 64 << 20;
  };

  explicit KnownInboxes(Options options) : options_(options) {}

  std::optional<KnownInbox> take(domain::UserId reader) {
    const auto found = by_reader_.find(reader);
    if (found == by_reader_.end()) return std::nullopt;
    auto known = std::move(found->second->second);
    bytes_ -= bytes_of(known);
    latest_first_.erase(found->second);
    by_reader_.erase(found);
    return known;
  }

  void keep(domain::UserId reader, KnownInbox known) {
    take(reader);
    bytes_ += bytes_of(known);
    latest_first_.emplace_front(reader, std::move(known));
    by_reader_.emplace(reader, latest_first_.begin());
    while (by_reader_.size() > options_.documents_max || bytes_ > options_.bytes_max)
      take(latest_first_.back().first);
  }

  std::size_t size() const { return by_reader_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  using Entries = std::list<std::pair<domain::UserId, KnownInbox>>;

  // What the containers take beside the entries' texts.
  static constexpr std::size_t kDocumentBytes = 1'024;
  static std::size_t bytes_of(const KnownInbox& known) { return kDocumentBytes + known.state.bytes(); }

  Options options_;
  Entries latest_first_;
  std::unordered_map<domain::UserId, Entries::iterator> by_reader_;
  std::size_t bytes_ = 0;
};

}  // namespace caravan::firestore
