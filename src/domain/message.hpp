#pragma once

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "domain/ids.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::domain {

// What tells a message from all others. An id is its sender's own: two senders may use the same one.
struct MessageKey {
  UserId from;
  MessageId id;

  friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

// A message as its sender wrote it, before the store gave it its place in the chat.
struct Draft {
  MessageId id;  // the sender's own or a fresh one
  ChatId chat;
  UserId from;
  std::optional<UserId> to;  // the other side of a direct chat; none in a group
  std::string body;

  MessageKey key() const { return {from, id}; }
};

// A stored message. `time` is unique and totally ordered within its chat.
struct Message {
  MessageId id;
  ChatId chat;
  UserId from;
  std::optional<UserId> to;
  std::string body;
  TimeUuid time;

  MessageKey key() const { return {from, id}; }
  friend bool operator==(const Message&, const Message&) = default;
};

// How long ago a message was stored at `stored`. Wall clocks jump, so this is for people and metrics, never
// for decisions.
inline double age_seconds(const TimeUuid& stored, std::chrono::system_clock::time_point now) {
  // Times never go back, the wall clock may: then messages of the future are new ones.
  return std::max(0.0, std::chrono::duration<double>(now - stored.instant()).count());
}

}  // namespace caravan::domain

template <>
struct std::hash<caravan::domain::MessageKey> {
  std::size_t operator()(const caravan::domain::MessageKey& key) const noexcept {
    // Ids are random for the most part; the sender tells those apart that are not.
    return std::hash<caravan::domain::MessageId>{}(key.id) ^ std::hash<caravan::domain::UserId>{}(key.from)
                                                                 << 1;
  }
};
