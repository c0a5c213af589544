#pragma once

#include <cstddef>
#include <vector>

#include "domain/message.hpp"
#include "ports/acceptance.hpp"
#include "ports/message_log.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

// What acceptance is made of where history and log are two systems that share no transaction.
namespace caravan::ports {

struct NewMessage {
  domain::Message message;
  IdOrigin origin;  // of its id
};

// History, to write. Thread-safe.
class MessageStore {
 public:
  virtual ~MessageStore() = default;

  // Stores messages of one chat, with the times that they carry, which grow, on stable storage; no two have
  // the same key. Answers for each, in their order, how it stands in history, or why it does not. Each is
  // idempotent, refused and uncertain as `Acceptance::accept`.
  //
  // One call of a chat after the other: then its messages become visible in the order of their times.
  virtual Task<std::vector<Result<domain::Message>>> store(std::vector<NewMessage> messages) = 0;
};

// `chat_messages`, to write. Thread-safe.
class MessageLog {
 public:
  virtual ~MessageLog() = default;

  // Durably, on every replica that the log asks for; answers by `deadline`. After an error the record may
  // still be there, or come to be: the log holds a message at least once.
  // Messages of one chat stand in the log in the order in which this was called for them.
  virtual Task<Result<void>> append(domain::Message message, SteadyTime deadline) = 0;
  // Chats of one part find the log away together, and others may not; counted from 0.
  virtual std::size_t part_of(domain::ChatId) const { return 0; }
};

// Messages in history of which the log has not confirmed that it holds them, on stable storage beside
// history. Thread-safe.
class Unpublished {
 public:
  struct Found {
    std::vector<domain::Message> messages;
    bool from_the_beginning = true;  // a new round through all that wait
    bool left_some = false;          // what is there, and must not be taken yet
  };

  virtual ~Unpublished() = default;

  // Idempotent by the message's key.
  virtual Task<Result<void>> add(domain::Message message) = 0;
  // The oldest, in the order of their times, behind those that the call before returned; from the beginning
  // again when there are none. Empty when nothing waits at all.
  virtual Task<Result<Found>> some(std::size_t count_max) = 0;
  // Idempotent: one that is not there is no error.
  virtual Task<Result<void>> remove(domain::Message message) = 0;
};

}  // namespace caravan::ports
