#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "distributed/ledger.hpp"
#include "distributed/network.hpp"
#include "ports/message_store.hpp"

namespace caravan::simulation {

// The tables that nodes share, as those of Cassandra: each request is done at some moment, and maybe after
// whoever sent it has given it up.
struct Tables {
  struct Claim {
    domain::ChatId chat;
    domain::TimeUuid time;
    std::string body;
    bool operator==(const Claim&) const = default;
  };
  using Messages = std::map<domain::TimeUuid, domain::Message>;

  Server server;
  std::unordered_map<domain::MessageKey, Claim> claims;
  std::map<domain::ChatId, Messages> messages;
  Messages unpublished;

  bool has(const domain::Message& message) const {
    const auto chat = messages.find(message.chat);
    if (chat == messages.end()) return false;
    const auto found = chat->second.find(message.time);
    return found != chat->second.end() && found->second == message;
  }
};

// What a node reaches its stores with.
struct Surroundings {
  World& world;
  Network& network;
  Ledger& ledger;
  Life life;
};

// A message's id is claimed by a conditional write; then the row is written.
class SimMessageStore final : public ports::MessageStore {
 public:
  SimMessageStore(const Surroundings& around, Tables& tables) : around_(around), tables_(tables) {}

  ports::Task<std::vector<ports::Result<domain::Message>>> store(
      std::vector<ports::NewMessage> messages) override;

 private:
  using Results = std::vector<ports::Result<domain::Message>>;

  // What is to be written then: the message, or that of an earlier attempt, which had no row yet.
  ports::Task<ports::Result<domain::Message>> claim(domain::Message message, bool& to_be_written);
  ports::Task<void> write(Results& results, const std::vector<bool>& to_be_written);
  runtime::SteadyTime deadline() const;

  const Surroundings around_;
  Tables& tables_;
  const Promises promises_;
};

class SimUnpublished final : public ports::Unpublished {
 public:
  SimUnpublished(const Surroundings& around, Tables& tables) : around_(around), tables_(tables) {}

  ports::Task<ports::Result<void>> add(domain::Message message) override;
  ports::Task<ports::Result<Found>> some(std::size_t count_max) override;
  ports::Task<ports::Result<void>> remove(domain::Message message) override;

 private:
  runtime::SteadyTime deadline() const { return around_.world.clock.now() + promises_.request_timeout; }

  const Surroundings around_;
  Tables& tables_;
  const Promises promises_;
  std::optional<domain::TimeUuid> returned_;  // up to here
};

}  // namespace caravan::simulation
