#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "domain/ids.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::domain {

// A message as its sender wrote it, before the store gave it its place in the chat.
struct Draft {
  MessageId id;  // the sender's own or a fresh one; the key of idempotent sending
  ChatId chat;
  UserId from;
  std::optional<UserId> to;  // the other side of a direct chat; none in a group
  std::string body;
};

// A stored message. `time` is unique and totally ordered within its chat.
struct Message {
  MessageId id;
  ChatId chat;
  UserId from;
  std::optional<UserId> to;
  std::string body;
  TimeUuid time;

  friend bool operator==(const Message&, const Message&) = default;
};

// How long ago a message was stored at `stored`. Wall clocks jump, so this is for people and metrics, never
// for decisions.
inline double age_seconds(const TimeUuid& stored, std::chrono::system_clock::time_point now) {
  // Times never go back, the wall clock may: then messages of the future are new ones.
  return std::max(0.0, std::chrono::duration<double>(now - stored.instant()).count());
}

}  // namespace caravan::domain
