#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <set>
#include <unordered_map>
#include <variant>
#include <vector>

#include "domain/batch.hpp"
#include "ports/message_log.hpp"
#include "runtime/backoff.hpp"
#include "runtime/clock.hpp"

namespace caravan::publish {

// What became of one write.
enum class Verdict {
  shown,
  again,    // it waits for its next try, with what has come since
  refused,  // its reader will find a gap
};

// The place in the feed that one write is for: a reader's, which later batches are written to as well, or
// that of one batch of a stream, named by its offset in the log.
using Slot = std::variant<domain::UserId, ports::Offset>;

// What waits for the feed and what is under way to it. Decides only; its owner reads the clock, calls the
// feed and tells the outcome. Not thread-safe.
//
// A reader has at most one write under way. What comes meanwhile joins what waits for him, and so does what
// must be tried again: a write always carries the newest state, and one reader's trouble is nobody else's.
// Batches of streams never join: each stays what it was when it was gathered, so that showing it again after
// a restart is showing the same.
class Waiting {
 public:
  struct Options {
    std::chrono::milliseconds interval{1000};   // at least, from one write's start to the next of a slot
    std::size_t under_way_max = 256;            // writes
    std::size_t under_way_bytes_max = 4 << 20;  // of them, unless it is a single one
    // Of bodies that wait for one reader. Of more only the newest stay, and he reads history.
    std::size_t reader_bytes_max = 64 * 1024;
    // When so much waits, of all slots together, nothing more is to be added; the log keeps it. Of bodies and
    // kBookkeeping for each.
    std::size_t bytes_max = 64 << 20;
    std::size_t slots_max = 100'000;
    runtime::Backoff::Options retry{.first = std::chrono::milliseconds(200),
                                    .longest = std::chrono::seconds(30)};
    std::chrono::milliseconds give_up_after = std::chrono::hours(24);  // of nothing but failures
  };

  static constexpr std::size_t kBookkeeping = 256;  // bytes, about what a message takes beside its body

  Waiting(Options options, runtime::Random& random) : options_(options), random_(random) {}

  // `offset` is the batch's in the log; it grows from one call to the next.
  void add(domain::Batch batch, ports::Offset offset, runtime::SteadyTime now);
  bool full() const { return slots_.size() >= options_.slots_max || bytes_ >= options_.bytes_max; }

  struct Ready {
    Slot slot;
    domain::Batch batch;
  };
  // What is to be written now, in the order in which it became due; each must be answered.
  std::vector<Ready> take_ready(runtime::SteadyTime now);
  // When `take_ready` will next have something, as far as no answer comes before.
  runtime::SteadyTime next_deadline() const;

  Verdict shown(Slot slot, runtime::SteadyTime now);
  // Not before `retry_after` from now.
  Verdict failed(Slot slot, std::chrono::milliseconds retry_after, runtime::SteadyTime now);
  Verdict refused(Slot slot, runtime::SteadyTime now);

  // Everything up to this offset of the log was shown or refused.
  ports::Offset settled() const { return unsettled_.empty() ? seen_ : *unsettled_.begin() - 1; }
  bool idle() const { return unsettled_.empty(); }
  std::size_t slots() const { return slots_.size(); }
  std::size_t under_way() const { return under_way_; }
  std::size_t bytes() const { return bytes_; }
  // How many messages left the batches of readers for whom too much waited.
  std::uint64_t left_to_history() const { return left_to_history_; }

 private:
  using Unsettled = std::multiset<ports::Offset>;

  // A batch and the oldest record of the log that is in it.
  struct Work {
    domain::Batch batch;
    Unsettled::iterator first;
  };
  struct State {
    std::optional<Work> waiting;
    std::optional<Work> under_way;
    std::optional<runtime::SteadyTime> started;        // the last write
    std::optional<runtime::SteadyTime> failing_since;  // every write since then failed
    std::optional<runtime::Backoff> backoff;           // while they fail
    std::int64_t hidden_up_to = 0;                     // what was refused is missing from the feed
    runtime::SteadyTime due{};
  };
  struct Deadline {
    runtime::SteadyTime at;
    Slot slot;
    bool operator>(const Deadline& other) const { return at > other.at; }
  };
  using Entry = std::unordered_map<Slot, State>::iterator;

  void schedule(Entry entry, runtime::SteadyTime at);
  domain::Batch start(Entry entry, runtime::SteadyTime now);
  // The write of the slot has been answered.
  Work take_answered(State& state);
  void end_failures(Entry entry, runtime::SteadyTime now);
  void settle(Work work);
  bool may_start() const;
  runtime::SteadyTime paced(const State& state) const;
  void limit(Work& work);

  const Options options_;
  runtime::Random& random_;
  std::unordered_map<Slot, State> slots_;
  // Looked at lazily: only the one that a slot's `due` names counts.
  std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> deadlines_;
  Unsettled unsettled_;
  ports::Offset seen_ = 0;
  std::size_t bytes_ = 0;
  std::size_t under_way_ = 0;
  std::size_t under_way_bytes_ = 0;
  std::uint64_t left_to_history_ = 0;
};

}  // namespace caravan::publish
