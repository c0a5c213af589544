#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "domain/message.hpp"
#include "domain/time_uuid.hpp"
#include "ports/message_store.hpp"
#include "runtime/promise.hpp"

namespace caravan::accept {

// Lets the sends of one chat go one group after the other: those that came while a group was under way are
// the next one, and share a request. A send gets its time and its place in one step, so a chat's messages are
// stored in the order of their times. Chats do not wait for each other. Thread-safe; waits for nothing.
class ChatLanes {
 public:
  struct Options {
    std::size_t waiting_max = 4'096;           // sends of all chats together; the next is refused
    std::size_t group_max = 64;                // sends in one group
    std::size_t group_bytes_max = 512 * 1024;  // of their bodies; Cassandra takes half a commit log segment
  };
  using Outcome = std::optional<ports::Result<domain::Message>>;
  using Sender = std::shared_ptr<runtime::Promise<Outcome>>;
  struct Entry {
    ports::NewMessage message;
    Sender sender;
  };
  using Group = std::vector<Entry>;
  // `first` in its lane: the caller now drives it, with `next` until that answers nothing.
  enum class Queued { refused, first, behind_others };

  // `node_bits` tells this process's times from those of others.
  ChatLanes(Options options, std::uint64_t node_bits) : options_(options), times_(node_bits) {}

  // Leaves `draft` as it is when it is refused.
  Queued add(domain::Draft& draft, ports::IdOrigin origin, const Sender& sender, domain::WallTime now);
  // What goes next, in the order of the times; an id is in a group once. Nothing ends the lane.
  Group next(domain::ChatId chat);
  // So many that `next` answered do not wait any more.
  void done(std::size_t count);

  // The times given from now on lie above `taken`.
  void pass(domain::WallTime taken);
  // Whether this process gave that time.
  bool gave(const domain::TimeUuid& time) const { return times_.gave(time); }

 private:
  const Options options_;
  std::mutex mutex_;  // guards what follows
  domain::TimeUuidSequence times_;
  std::unordered_map<domain::ChatId, Group> lanes_;
  std::size_t waiting_ = 0;
};

}  // namespace caravan::accept
