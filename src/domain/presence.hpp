#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "domain/ids.hpp"

// Who is there to read, as live nodes tell it and as those who write for readers hear it.
namespace caravan::domain {

using NodeId = UuidOf<struct NodeTag>;          // one life of a live node
using ListenerId = UuidOf<struct ListenerTag>;  // one listener in the feed: a tab, a phone

// The node and whatever it said is to be believed for the length of its lease.
struct NodeAlive {
  NodeId node;
  friend bool operator==(const NodeAlive&, const NodeAlive&) = default;
};
// The reader has sockets on the node.
struct ReaderConnected {
  UserId reader;
  NodeId node;
  friend bool operator==(const ReaderConnected&, const ReaderConnected&) = default;
};
// He has none there any more.
struct ReaderLeft {
  UserId reader;
  NodeId node;
  friend bool operator==(const ReaderLeft&, const ReaderLeft&) = default;
};
// The listener is in the feed, and will be for some time.
struct ReaderListens {
  UserId reader;
  ListenerId listener;
  // It has every delivery up to this offset, wherever from. Missing: nobody knows what it has.
  std::optional<std::int64_t> reached{};
  friend bool operator==(const ReaderListens&, const ReaderListens&) = default;
};
struct ReaderStopped {
  UserId reader;
  ListenerId listener;
  friend bool operator==(const ReaderStopped&, const ReaderStopped&) = default;
};

using PresenceEvent = std::variant<NodeAlive, ReaderConnected, ReaderLeft, ReaderListens, ReaderStopped>;

}  // namespace caravan::domain
