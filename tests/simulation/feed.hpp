#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "bounds.hpp"
#include "ports/feed.hpp"
#include "runtime/auto_reset_event.hpp"
#include "store.hpp"

namespace caravan::simulation {

// What one reader finds in a service elsewhere: the newest of his deliveries.
struct Document {
  struct Entry {
    std::int64_t place;
    domain::MessageKey message;
  };

  std::int64_t newest = 0;
  std::int64_t after = 0;  // everything behind it, up to `newest`, is here
  std::deque<Entry> entries;

  void show(const domain::Batch& batch, bool hides_gaps) {
    if (batch.after > newest && !hides_gaps) {
      entries.clear();
      after = batch.after;
    }
    for (std::size_t i = 0; i < batch.messages.size(); ++i)
      if (batch.offsets[i] > newest) entries.push_back({batch.offsets[i], batch.messages[i]->key()});
    newest = std::max(newest, batch.last());
    while (entries.size() > Bounds{}.document_entries_max) {
      after = entries.front().place;
      entries.pop_front();
    }
  }
};

// It survives every crash of the process.
struct Shown {
  // When a message first stood in a document of its stream.
  std::map<domain::MessageKey, runtime::SteadyTime> in_stream;
  std::map<domain::UserId, Document> documents;
  std::map<domain::UserId, std::vector<runtime::AutoResetEvent*>> listeners;
  // When a message was first shown to a recipient.
  std::map<std::pair<domain::UserId, domain::MessageKey>, runtime::SteadyTime> first;
  // A recipient who saw everything that was shown found a gap in front of this place, and read history.
  std::map<domain::UserId, ports::Offset> gap_up_to;
};

class SimFeed final : public ports::Feed {
 public:
  // The store's calls lend the feed's their delays and failures.
  SimFeed(Store& store, Shown& shown) : store_(store), shown_(shown) {}

  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override {
    if (batch.stream()) co_return co_await show_stream(std::move(batch));
    auto& world = store_.world();
    const auto reader = *batch.reader();
    world.expect(under_way_.insert(reader).second, "a recipient has one write under way");
    check_pace(reader, world.clock.now());
    const auto failure = co_await store_.before_read();
    under_way_.erase(reader);
    if (failure) co_return ports::FeedAnswer{*failure};
    const auto now = world.clock.now();
    for (const auto& message : batch.messages)
      shown_.first.try_emplace({reader, message->key()}, now);
    auto& document = shown_.documents[reader];
    const bool hides_gaps = world.bug == Bug::gap_hidden;
    if (batch.after > document.newest && !hides_gaps) shown_.gap_up_to[reader] = batch.after;
    document.show(batch, hides_gaps);
    for (auto* listener : shown_.listeners[reader])
      listener->set();
    world.trace.note("feed.shown", {reader.value, static_cast<std::int64_t>(batch.messages.size())});
    co_return ports::FeedAnswer{.outcome = {}};
  }

 private:
  ports::Task<ports::FeedAnswer> show_stream(domain::Batch batch) {
    auto& world = store_.world();
    const auto failure = co_await store_.before_read();
    if (failure) co_return ports::FeedAnswer{*failure};
    for (const auto& message : batch.messages) {
      const domain::Stream of_message{message->chat, message->from};
      world.expect(of_message == *batch.stream(), "a document holds messages of its stream alone");
      shown_.in_stream.try_emplace(message->key(), world.clock.now());
    }
    world.trace.note("feed.stream_shown", {static_cast<std::int64_t>(batch.messages.size())});
    co_return ports::FeedAnswer{.outcome = {}};
  }

  // The pace is that of the sending process; a new process begins anew.
  void check_pace(domain::UserId recipient, runtime::SteadyTime now) {
    const auto [place, first] = written_.try_emplace(recipient, now);
    const auto before = std::exchange(place->second, now);
    const auto& world = store_.world();
    if (first || now - before >= bounds_.pace - bounds_.pace_jitter) return;
    if (world.calm_between(before - bounds_.calm_after, now))
      store_.world().violated("the feed is written no more often than the pace allows");
  }

  Store& store_;
  Shown& shown_;
  const Bounds bounds_;
  std::map<domain::UserId, runtime::SteadyTime> written_;  // by this process
  std::set<domain::UserId> under_way_;
};

}  // namespace caravan::simulation
