#pragma once

#include <atomic>
#include <type_traits>

#include "adapters/sqlite/delivery_followers.hpp"
#include "adapters/sqlite/recent_deliveries.hpp"
#include "domain/batch.hpp"
#include "ports/message_log.hpp"
#include "runtime/broadcast_event.hpp"

namespace caravan::sqlite {

// The end of one log, as far as it is committed. Thread-safe.
struct TopicEnd {
  const char* name;
  // At or above the offset of the newest committed record, and below that of every later one.
  std::atomic<ports::Offset> committed = 0;
  runtime::BroadcastEvent appended{};  // is set after a commit that may have added records
};

// Messages that were fanned out when they were accepted (see `fan_out_at_once`). Thread-safe.
struct FannedOut {
  // All up to it. Moves before the ends do, so that who has seen an end sees what was done up to it.
  std::atomic<ports::Offset> up_to = 0;
  runtime::BroadcastEvent left{};  // is set after a commit that may have left messages to the hop
};

struct Topics {
  TopicEnd chat_messages{"chat_messages"};
  TopicEnd chat_deliveries{"chat_deliveries"};
  TopicEnd chat_messages_grouped{"chat_messages_grouped"};
  // Grows before the end does.
  RecentDeliveries recent_deliveries;
  // Those who wait at the end of the deliveries and may take them there; told before its event is set.
  DeliveryFollowers delivery_followers;
  FannedOut fanned_out;

  template <class Record>
  TopicEnd& of() {
    if constexpr (std::is_same_v<Record, domain::Message>) return chat_messages;
    if constexpr (std::is_same_v<Record, domain::Delivery>) return chat_deliveries;
    if constexpr (std::is_same_v<Record, domain::Batch>) return chat_messages_grouped;
  }
};

}  // namespace caravan::sqlite
