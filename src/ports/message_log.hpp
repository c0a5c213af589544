#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "domain/batch.hpp"
#include "domain/message.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

// The logs between the hops: `chat_messages` (Message), `chat_deliveries` (Delivery), `chat_messages_grouped`
// (Batch). A record's offset grows within its key: the chat, or the recipient.
namespace caravan::ports {

using Offset = std::int64_t;  // of a record; 0 stands before the first
using SteadyTime = std::chrono::steady_clock::time_point;

template <class Record>
struct Logged {
  Offset offset = 0;
  Record record;
  // The record's place among those of its key, the same for every consumer and in every process. A consumer
  // whose offsets are those of its own reading says it apart.
  Offset place = offset;
};

// One consumer's place in one topic. Not thread-safe: one coroutine drives it, one call at a time.
//
// Starts after the last offset that was passed to `commit`, so what was read but not committed is read again
// after a restart: at least once.
template <class In>
class Consumer {
 public:
  virtual ~Consumer() = default;

  // The next records in order, at most `count_max`; waits for one until `deadline`, then answers none.
  virtual Task<Result<std::vector<Logged<In>>>> next(std::size_t count_max, SteadyTime deadline) = 0;
  // Durably: every record up to and including `offset` needs no further work.
  virtual Task<Result<void>> commit(Offset offset) = 0;
  // How much of its topic this consumer reads now, from 0 to 1. Consumers of one name in several processes
  // read parts that add up to 1; whoever reads alone reads it all.
  virtual double share() const { return 1; }
};

// A consumer that writes to the next topic.
template <class In, class Out>
class Stage : public Consumer<In> {
 public:
  // Durably appends `outputs`, then counts everything up to `offset` as done: never the second without the
  // first. An adapter that can do both in one transaction makes the hop exactly once.
  virtual Task<Result<void>> append_and_commit(std::vector<Out> outputs, Offset offset) = 0;
};

using FanOutStage = Stage<domain::Message, domain::Delivery>;
using AggregateStage = Stage<domain::Delivery, domain::Batch>;
// For a feed whose batches are of streams.
using StreamStage = Stage<domain::Message, domain::Batch>;
using BatchConsumer = Consumer<domain::Batch>;

// Deliveries as they come, from the end of the log on: every live node reads them all, and remembers nothing.
// Not thread-safe, like a consumer, but for `position`.
class DeliveryTail {
 public:
  using Take = std::function<void(std::span<const Logged<domain::Delivery>>)>;

  virtual ~DeliveryTail() = default;

  // While a call of `next` waits, the tail may give what it would have answered to `take` instead, on a
  // thread of its own, and go on waiting: who shows deliveries need not be woken for each of them. Each
  // delivery comes one way or the other, once and in order, and `take` never runs but while `next` waits, so
  // the two need no lock. It must neither block nor throw. Null, when this returns nobody is inside `take`
  // any more, nor will be. A tail that wakes its reader for other reasons may leave it at that.
  virtual void hand_to(Take) {}

  // Every delivery to `recipient` up to it was returned by `next` or is given to `take`, or lay before the
  // tail's beginning. From any thread. The offsets of two recipients may stand in different parts of the log:
  // they do not compare.
  virtual Offset position(domain::UserId recipient) const = 0;
  // As `Consumer::next`. `not_found`, once: deliveries are missing, since the log has lost what was not read
  // yet, or another one has taken its place, in which earlier offsets mean nothing any more.
  virtual Task<Result<std::vector<Logged<domain::Delivery>>>> next(std::size_t count_max,
                                                                   SteadyTime deadline) = 0;
};

}  // namespace caravan::ports
