#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/firestore/document.hpp"
#include "domain/batch.hpp"

namespace caravan::firestore {

// A reader's document as api/firestore.md describes it: the offset of the newest delivery, and the newest
// deliveries in a ring, which is what every snapshot sends again. A plain value; the caller keeps the log's
// name.
class InboxState {
 public:
  struct Limits {
    std::size_t entries_bytes_max = 4'096;  // all together
    std::size_t batches_max = 3;            // that the ring holds
  };

  // Nothing was delivered yet.
  InboxState() = default;
  // What the document says, or nothing when it is of another log. Entries that cannot be read count as a gap.
  static InboxState from(const Fields& fields, const std::string& log);

  // Adds what `batch` has behind `newest`, and drops old entries beyond the limits. When deliveries are
  // missing between the two, the ring begins anew. False, and unchanged, when there is nothing new.
  bool add(const domain::Batch& batch, const Limits& limits);

  Fields fields(const std::string& log) const;
  std::optional<std::int64_t> newest() const { return newest_; }
  std::int64_t oldest() const { return oldest_; }
  std::size_t bytes() const { return bytes_; }  // of all entries

 private:
  struct Entry {
    std::int64_t offset;
    std::string text;
  };

  void append(const domain::Batch& batch, std::size_t from, std::size_t bytes_max);
  void push_back(Entry entry);
  void drop_oldest_batch();
  void keep_within(const Limits& limits);

  std::optional<std::int64_t> newest_;
  std::int64_t oldest_ = 0;
  // Vectors, which are moved without an allocation: there are few, and most of the time they lie still.
  std::vector<Entry> entries_;
  std::vector<std::size_t> batches_;  // how many entries came together, oldest first
  std::size_t bytes_ = 0;
};

}  // namespace caravan::firestore
