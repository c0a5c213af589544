#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "costs/arrivals.hpp"
#include "costs/prices.hpp"
#include "costs/waits.hpp"
#include "domain/window_policy.hpp"

namespace caravan::costs {

// How messages lie in the realtime database.
enum class Layout {
  inbox,    // a document for each reader, overwritten by each window of his
  batches,  // a document for each window of what one person writes in one chat, kept
};

struct ReplayOptions {
  std::uint64_t listeners = 1;  // of each reader: devices and tabs
  // Of the layout inbox: how often a document is written at most, and what stays in it.
  std::chrono::milliseconds interval{1'000};
  std::size_t batches_max = 3;
  std::size_t entries_bytes_max = 4'096;
  // What a message takes beside its body, in each layout, and a document beside its messages.
  std::size_t inbox_entry_bytes = 100;
  std::size_t batches_message_bytes = 260;
  std::size_t document_bytes = 160;
};

struct Outcome {
  Operations operations;
  Waits waits;  // one of each message and reader
};

// What one rule for windows makes of recorded traffic. The first writes to documents that nobody remembers,
// failures and log-outs are not in it. Memory grows with readers (inbox) or streams (batches), not with
// messages. Not thread-safe.
class Replay {
 public:
  virtual ~Replay() = default;

  // In the order of time; of a message to several readers one after the other.
  virtual void add(const Arrival& arrival) = 0;
  // Closes what is open. Nothing comes after it.
  virtual Outcome finish() = 0;
};

// `policy` must outlive the replay.
std::unique_ptr<Replay> replay_of(Layout layout, const domain::WindowPolicy& policy,
                                  const ReplayOptions& options);

}  // namespace caravan::costs
