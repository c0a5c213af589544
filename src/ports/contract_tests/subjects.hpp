#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "ports/acceptance.hpp"
#include "ports/accounts.hpp"
#include "ports/chats.hpp"
#include "ports/feed.hpp"
#include "ports/history.hpp"
#include "ports/inbox.hpp"
#include "ports/message_log.hpp"
#include "ports/message_store.hpp"
#include "runtime/manual_clock.hpp"

// What the suites ask of an adapter under test, beside the port itself.
namespace caravan::ports::contract {

struct AccountsSubject {
  virtual ~AccountsSubject() = default;
  virtual Accounts& accounts() = 0;
};

struct StoreSubject {
  virtual ~StoreSubject() = default;
  virtual runtime::ManualClock& clock() = 0;
  virtual Chats& chats() = 0;
  virtual Acceptance& acceptance() = 0;
  virtual History& history() = 0;
};

struct UnpublishedSubject {
  virtual ~UnpublishedSubject() = default;
  // What two processes have of the same one.
  virtual Unpublished& one() = 0;
  virtual Unpublished& other() = 0;
};

struct LogSubject : StoreSubject {
  // Each call makes a consumer anew, as a restart would.
  virtual std::unique_ptr<FanOutStage> fan_out(std::string consumer) = 0;
  virtual std::unique_ptr<AggregateStage> aggregate(std::string consumer) = 0;
  virtual std::unique_ptr<StreamStage> streams(std::string consumer) = 0;
  virtual std::unique_ptr<BatchConsumer> batches(std::string consumer) = 0;
  virtual std::unique_ptr<DeliveryTail> tail() = 0;
  virtual Inbox& inbox() = 0;
  // Every delivery so far leaves the log, as age would make it; every consumer is done with them.
  virtual void forget_deliveries() = 0;
  // In real time, after which nothing more comes of what was appended; 0 when it can be read at once.
  virtual std::chrono::milliseconds settling() const { return {}; }
};

// In the feed's tests each reader is in one chat, with all others.
inline domain::ChatId chat_of(domain::UserId reader) {
  return {domain::Uuid::v4(static_cast<std::uint64_t>(reader.value), 9)};
}

struct FeedSubject {
  virtual ~FeedSubject() = default;
  virtual Feed& feed() = 0;
  // Of batches with what `sender` wrote in the chat of `reader`.
  virtual domain::BatchKey key(domain::UserId reader, domain::UserId /*sender*/) { return reader; }
  // What a reader finds, oldest first, each message once.
  virtual std::vector<domain::MessageKey> shown(domain::UserId reader) = 0;
  // Everything that was delivered to the reader from this place on is among it; none where nothing goes
  // missing.
  virtual std::optional<Offset> whole_from(domain::UserId reader) = 0;
};

}  // namespace caravan::ports::contract
