#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <set>
#include <unordered_map>
#include <vector>

#include "domain/batch.hpp"
#include "domain/last_places.hpp"
#include "domain/window_policy.hpp"

namespace caravan::domain {

// Gathers messages into batches, a window for each key. Decides only; its owner reads the clock, waits and
// writes. Not thread-safe.
//
// A batch that reached `batch_bytes_max` or `batch_messages_max` is ready at once, whatever the policy says.
// When `open_max` windows are open, the one that is due first is flushed early to make room: memory is
// bounded, waits only get shorter.
class Windows {
 public:
  struct Options {
    std::size_t batch_bytes_max = 256 * 1024;  // of message bodies; a larger body travels alone
    std::size_t batch_messages_max = 1'000;
    std::size_t open_max = 100'000;
    // Of which it is remembered up to where their batches reach, some 100 bytes each, and when the last one
    // was flushed. A forgotten key's next batch begins with a gap.
    std::size_t keys_known_max = 1'000'000;
  };

  // `policy` must outlive this object.
  Windows(const WindowPolicy& policy, Options options)
      : policy_(policy), options_(options), last_places_(options.keys_known_max) {}

  // Times never fall from one call to the next. `place` is the message's among those of its key; it falls
  // when the log is read again.
  void add(const BatchKey& key, SharedMessage message, std::int64_t offset, std::int64_t place,
           SteadyTime now);
  // A record that needs no batch.
  void pass(std::int64_t offset) { seen_ = std::max(seen_, offset); }
  // A message of the key that will be in no batch: the next one begins with a gap.
  void skip(const BatchKey& key, std::int64_t place);
  // What waits for the key up to this place has come by another way and leaves without a batch; the next one
  // begins behind it. Policies take it for a flush. Answers what left.
  Batch drop_until(const BatchKey& key, std::int64_t place, SteadyTime now);
  // Whatever the policy says, what waits for the key is ready.
  void hurry(const BatchKey& key, SteadyTime now);

  // The batches whose time has come, in the order of their deadlines.
  std::vector<Batch> take_ready(SteadyTime now);
  // When `take_ready` will next have something; `SteadyTime::max()` when nothing waits.
  SteadyTime next_deadline() const;
  // Every record up to this offset has left in a taken batch or needed none: a restart may begin behind it.
  std::int64_t settled() const { return unsettled_.empty() ? seen_ : *unsettled_.begin() - 1; }

  std::size_t open() const { return unsettled_.size(); }
  // Keys in memory: of open windows, and of flushed ones that the policy remembers.
  std::size_t known() const { return windows_.size(); }

 private:
  struct Window {
    WindowState state;
    Batch batch;
    std::size_t bytes = 0;
    std::int64_t first_offset = 0;
    std::int64_t skipped = 0;   // the last place that is in no batch
    SteadyTime forgotten_at{};  // the last deadline for it
  };
  struct Deadline {
    SteadyTime at;
    BatchKey key;
    bool operator>(const Deadline& other) const { return at > other.at; }
  };
  using Entry = std::unordered_map<BatchKey, Window>::iterator;

  void append(Entry entry, SharedMessage message, std::int64_t place, SteadyTime now);
  void begin(Entry entry, std::int64_t offset, std::int64_t place, SteadyTime now);
  void flush(Entry entry, SteadyTime now);
  void close(Entry entry, SteadyTime now);
  void forget_later(Entry entry);
  void flush_due(SteadyTime now);
  void forget_due(SteadyTime now);
  void make_room(SteadyTime now);
  bool too_many_remembered() const { return windows_.size() > options_.keys_known_max; }

  const WindowPolicy& policy_;
  Options options_;
  std::unordered_map<BatchKey, Window> windows_;  // open ones, and flushed ones that the policy remembers
  using Deadlines = std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>>;
  // Looked at lazily: a window whose deadline moved is found too early and put back with its new one.
  Deadlines deadlines_;    // of open windows
  Deadlines forgettings_;  // of flushed ones: whoever makes room must not lose these
  std::vector<Batch> ready_;
  std::set<std::int64_t> unsettled_;  // first offsets of the open windows
  std::int64_t seen_ = 0;
  LastPlaces last_places_;
};

}  // namespace caravan::domain
