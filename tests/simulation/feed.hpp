#pragma once

#include <map>
#include <utility>

#include "ports/feed.hpp"
#include "store.hpp"

namespace caravan::simulation {

// Readers' places in a service elsewhere: it survives every crash of the process. `shown` says when a message
// first reached a recipient.
using Shown = std::map<std::pair<domain::UserId, domain::MessageId>, runtime::SteadyTime>;

class SimFeed final : public ports::Feed {
 public:
  // The store's calls lend the feed's their delays and failures.
  SimFeed(Store& store, Shown& shown) : store_(store), shown_(shown) {}

  ports::Task<ports::Result<void>> publish(domain::Batch batch) override {
    const auto failure = co_await store_.before_read();
    if (failure) co_return *failure;
    for (const auto& message : batch.messages)
      shown_.try_emplace({batch.recipient, message->id}, store_.world().clock.now());
    store_.world().trace.note("feed.shown",
                              {batch.recipient.value, static_cast<std::int64_t>(batch.messages.size())});
    co_return ports::Result<void>{};
  }

 private:
  Store& store_;
  Shown& shown_;
};

}  // namespace caravan::simulation
