#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "domain/batch.hpp"

namespace caravan::bench::windows {

// Bytes of the real encoder's entries: with a body of so many bytes, and of a chat's id alone.
std::size_t entry_bytes(std::size_t body_bytes);
std::size_t short_entry_bytes();
// What a snapshot sends beside the entries: names, the other fields, times.
inline constexpr std::size_t kDocumentBytesBesideEntries = 256;

// The sizes of what an inbox document holds: the newest batches, as the adapter keeps them. A plain value.
class Ring {
 public:
  struct Limits {
    std::size_t entries_bytes_max = 4'096;
    std::size_t batches_max = 3;
  };

  explicit Ring(const Limits& limits) : limits_(limits) {}

  // How many of the batch's messages are in the document only by their chat, or not at all.
  std::uint64_t add(const domain::Batch& batch);
  std::size_t document_bytes() const { return bytes_ + kDocumentBytesBesideEntries; }

 private:
  Limits limits_;
  std::deque<std::size_t> batches_;  // bytes, oldest first
  std::size_t bytes_ = 0;
};

}  // namespace caravan::bench::windows
