#pragma once

#include <map>
#include <optional>

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/message_store.hpp"

// Acceptance in three pieces, as stores have it that share no transaction with the log.
namespace caravan::memory {

class MemoryMessageStore final : public ports::MessageStore, public Fallible {
 public:
  explicit MemoryMessageStore(Store& store) : store_(store) {}

  // `not_found` when the chat does not exist. Fails as a whole.
  ports::Task<std::vector<ports::Result<domain::Message>>> store(
      std::vector<ports::NewMessage> messages) override;

 private:
  ports::Result<domain::Message> store_one(domain::Message message);

  Store& store_;
};

class MemoryMessageLog final : public ports::MessageLog, public Fallible {
 public:
  explicit MemoryMessageLog(Store& store) : store_(store) {}

  ports::Task<ports::Result<void>> append(domain::Message message, ports::SteadyTime deadline) override;

 private:
  Store& store_;
};

class MemoryUnpublished final : public ports::Unpublished, public Fallible {
 public:
  ports::Task<ports::Result<void>> add(domain::Message message) override;
  ports::Task<ports::Result<Found>> some(std::size_t count_max) override;
  ports::Task<ports::Result<void>> remove(domain::Message message) override;

  std::size_t count() const { return messages_.size(); }

 private:
  std::map<domain::TimeUuid, domain::Message> messages_;
  std::optional<domain::TimeUuid> returned_;  // up to here
};

}  // namespace caravan::memory
