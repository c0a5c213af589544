#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "domain/batch.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// What the service bills for one write, whether it succeeded or not.
struct FeedCost {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint64_t deletes = 0;
  std::uint64_t bytes_out = 0;  // what each listener that sees the write is sent

  // What the operations above were for, as far as it is not to show the batch.
  std::uint64_t first_touches = 0;  // of the reads: of documents that were not remembered
  std::uint64_t vain_writes = 0;    // of the writes: refused, or their answer was lost
  std::uint64_t unseen_writes = 0;  // of the writes: of what nobody listens to
  // Of an earlier call, where they were in vain: it is known now that they succeeded.
  std::uint64_t late_writes = 0;
};

struct FeedAnswer {
  // A retryable error means that it is not known to be shown and may be tried again, with what has come
  // since; any other that the feed never will show it.
  Result<void> outcome;
  FeedCost cost{};
  // Behind a retryable error: not before then. None when the feed has no opinion.
  std::chrono::milliseconds retry_after{0};
  // Who sees what was shown, when that is not the batch's one reader.
  std::vector<domain::UserId> readers{};
};

// The realtime store that readers listen to and that bills per write. Thread-safe.
class Feed {
 public:
  virtual ~Feed() = default;

  // Shows `batch` to its reader, or to everybody in the chat of its stream. Many calls may be under way at
  // once, but one for each reader: what comes meanwhile waits, so that whatever is tried again is the newest
  // state. `invalid` for a batch of the other kind than the feed shows.
  //
  // Idempotent: what was shown before changes nothing that a reader can see, and what a reader has seen is
  // never taken back by an older batch, not even of another process that believes to own the key.
  virtual Task<FeedAnswer> show(domain::Batch batch) = 0;
};

}  // namespace caravan::ports
