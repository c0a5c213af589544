#pragma once

#include <optional>
#include <vector>

#include "domain/presence.hpp"
#include "ports/message_log.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// Where a live node says who is there to read. Thread-safe.
class ReaderPresence {
 public:
  virtual ~ReaderPresence() = default;

  // The reader's first socket on this node was opened, or his last one closed. Never blocks. Whoever calls
  // them for one reader from two threads keeps their order.
  virtual void connected(domain::UserId reader) = 0;
  virtual void left(domain::UserId reader) = 0;

  // A listener in the feed is there, or has gone. Heard for certain when it succeeds: what is delivered to
  // the reader from then on, or was a moment ago, is written for him, but for what each of his listeners has
  // `reached`: the offset up to which it has every delivery.
  virtual Task<Result<void>> listens(domain::UserId reader, domain::ListenerId listener,
                                     std::optional<Offset> reached) = 0;
  virtual Task<Result<void>> stopped(domain::UserId reader, domain::ListenerId listener) = 0;
};

// Where whoever writes for readers hears it. One thread asks.
class PresenceWatch {
 public:
  virtual ~PresenceWatch() = default;

  // What has changed since the last call, each reader's changes in their order. Of several changes of one
  // thing only the last may be told. Never blocks.
  virtual std::vector<domain::PresenceEvent> take() = 0;
};

}  // namespace caravan::ports
