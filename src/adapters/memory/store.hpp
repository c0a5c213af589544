#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/memory/topic.hpp"
#include "domain/chat.hpp"
#include "ports/accounts.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::memory {

// What the memory adapters share: give all adapters of one scenario the same store. An adapter made anew over
// the same store is what a restart is to a durable one.
struct Store {
  struct ChatState {
    domain::Chat chat;
    domain::TimeUuid created;
    std::vector<domain::SharedMessage> messages;  // in the order of their times

    domain::TimeUuid activity() const { return messages.empty() ? created : messages.back()->time; }
  };

  Store(runtime::Clock& clock, runtime::Random& random)
      : clock(clock),
        epoch(domain::Uuid::v4(random.next(), random.next()).to_string()),
        times(random.next()) {}

  template <class Record>
  Topic<Record>& topic() {
    if constexpr (std::is_same_v<Record, domain::Message>) return chat_messages;
    if constexpr (std::is_same_v<Record, domain::Delivery>) return chat_deliveries;
    if constexpr (std::is_same_v<Record, domain::Batch>) return chat_messages_grouped;
  }
  // Needs `mutex`.
  domain::TimeUuid next_time() { return times.next(std::chrono::floor<domain::TimeUuidTicks>(clock.wall())); }

  runtime::Clock& clock;
  const std::string epoch;
  Topic<domain::Message> chat_messages;
  Topic<domain::Delivery> chat_deliveries;
  Topic<domain::Batch> chat_messages_grouped;

  std::mutex mutex;  // guards what follows
  domain::TimeUuidSequence times;
  std::vector<ports::Credentials> accounts;                         // account n is at n - 1
  std::vector<ports::NewAccount> made_from;                         // as `accounts`
  std::unordered_map<domain::UserId, std::int64_t> session_epochs;  // of those that were ever raised
  std::unordered_map<domain::ChatId, ChatState> chats;
  std::map<std::pair<domain::UserId, domain::UserId>, domain::ChatId> direct_chats;  // lower user first
  std::unordered_map<domain::MessageKey, domain::SharedMessage> accepted;
};

}  // namespace caravan::memory
