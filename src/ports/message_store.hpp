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

// History, to write. Thread-safe.
class MessageStore {
 public:
  virtual ~MessageStore() = default;

  // Stores the message, with the time that it carries, on stable storage, and answers it as it stands in
  // history. Idempotent, refused and uncertain as `Acceptance::accept`.
  virtual Task<Result<domain::Message>> store(domain::Message message, IdOrigin origin) = 0;
};

// `chat_messages`, to write. Thread-safe.
class MessageLog {
 public:
  virtual ~MessageLog() = default;

  // Durably, on every replica that the log asks for; answers by `deadline`. After an error the record may
  // still be there, or come to be: the log holds a message at least once.
  virtual Task<Result<void>> append(domain::Message message, SteadyTime deadline) = 0;
};

// Messages in history of which the log has not confirmed that it holds them, on stable storage beside
// history. Thread-safe.
class Unpublished {
 public:
  virtual ~Unpublished() = default;

  // Idempotent by the message's key.
  virtual Task<Result<void>> add(domain::Message message) = 0;
  // Some that were added and not removed, about the oldest first; empty when there are none.
  virtual Task<Result<std::vector<domain::Message>>> some(std::size_t count_max) = 0;
  // Idempotent: one that is not there is no error.
  virtual Task<Result<void>> remove(domain::Message message) = 0;
};

}  // namespace caravan::ports
