#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>

#include "adapters/firestore/billed_calls.hpp"
#include "adapters/firestore/database.hpp"
#include "observe/metrics.hpp"
#include "ports/feed.hpp"
#include "ports/members.hpp"
#include "runtime/broadcast_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/lru_cache.hpp"
#include "runtime/random.hpp"

namespace caravan::firestore {

// The layout `batches`: a document of its own for each window of what one person writes in one chat, as
// api/firestore.md describes it. Shows batches of streams only.
//
// A document's name follows from its first message, and it is made only where there is none, so that showing
// a batch again makes nothing twice. Where there is one, what is missing in it is added, and nothing is taken
// out of it. Before a chat's first batch its members are written to a document that the rules look at.
// Thread-safe.
class BatchesFeed final : public ports::Feed {
 public:
  struct Options {
    BilledCalls::Options calls;
    // Documents say that they may be removed so long after they were written; 0: they say nothing, and stay.
    std::chrono::seconds kept{0};
    // Of how many chats it is remembered that their members are there; of others a batch costs a read.
    std::size_t known_chats_max = 100'000;
    std::size_t queue_max = 4'096;  // calls under way; the next is answered `overloaded`
  };

  // References must outlive this object.
  BatchesFeed(Database& database, Options options, ports::Members& members, runtime::Clock& clock,
              runtime::Random& random);

  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override;

 private:
  using Messages = std::span<const domain::SharedMessage>;

  ports::Task<ports::FeedAnswer> show_on_loop(domain::Batch batch);
  ports::Task<void> know_members(const domain::Chat& chat, ports::FeedAnswer& answer);
  ports::Task<void> show_members(const domain::Chat& chat, ports::FeedAnswer& answer);
  ports::Task<void> show_in_one(const domain::Stream& stream, Messages messages, ports::FeedAnswer& answer);
  void note_made(ports::FeedAnswer& answer) const;
  std::optional<std::chrono::sys_seconds> expiry() const;

  // For a chat's members, under way.
  struct Look {
    std::optional<ports::Result<void>> outcome;
    runtime::BroadcastEvent ended;
  };
  struct Known {};

  const Options options_;
  ports::Members& members_;
  runtime::Clock& clock_;
  BilledCalls billed_;
  runtime::LruCache<domain::ChatId, Known> known_chats_;  // of the loop, as is what follows
  std::unordered_map<domain::ChatId, std::shared_ptr<Look>> looks_;
  LoopCalls calls_;  // first to go: it ends what uses the others
};

}  // namespace caravan::firestore
