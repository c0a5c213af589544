#pragma once

#include <map>
#include <utility>

#include "bounds.hpp"
#include "ports/feed.hpp"
#include "store.hpp"

namespace caravan::simulation {

// Readers' places in a service elsewhere: it survives every crash of the process. `shown` says when a message
// first reached a recipient.
using Shown = std::map<std::pair<domain::UserId, domain::MessageKey>, runtime::SteadyTime>;

class SimFeed final : public ports::Feed {
 public:
  // The store's calls lend the feed's their delays and failures.
  SimFeed(Store& store, Shown& shown) : store_(store), shown_(shown) {}

  ports::Task<ports::Result<void>> publish(domain::Batch batch) override {
    const auto failure = co_await store_.before_read();
    if (failure) co_return *failure;
    auto& world = store_.world();
    const auto now = world.clock.now();
    for (const auto& message : batch.messages)
      shown_.try_emplace({batch.recipient, message->key()}, now);
    world.trace.note("feed.shown", {batch.recipient.value, static_cast<std::int64_t>(batch.messages.size())});
    check_pace(batch.recipient, now);
    co_return ports::Result<void>{};
  }

 private:
  // The pace is that of the sending process, whose calls take longer or shorter; a new process begins anew.
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
};

}  // namespace caravan::simulation
