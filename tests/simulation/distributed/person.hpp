#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "distributed/node.hpp"
#include "population.hpp"

namespace caravan::simulation {

// The next node that a balancer would choose; null while none serves.
using Balancer = std::function<Node*()>;

// A client that sends one message after another, each through some node. Most of them again and again until
// it is settled; some are given up for good while they are under way.
class Person {
 public:
  Person(World& world, Ledger& ledger, const Tables& tables, Balancer balancer, const Population& population,
         domain::UserId user);

  // Ends when the world settles and what was not given up is acknowledged.
  ports::Task<void> run();
  bool finished() const { return finished_; }

 private:
  using Outcome = std::optional<ports::Result<domain::Message>>;

  domain::Draft next_draft();
  ports::Task<void> send(domain::Draft draft);
  ports::Task<Outcome> ask(domain::Draft draft, std::chrono::microseconds patience);
  ports::Task<void> pause(std::chrono::microseconds least, std::chrono::microseconds most);

  World& world_;
  Ledger& ledger_;
  const Tables& tables_;
  const Balancer balancer_;
  SeededRandom random_;
  const domain::UserId user_;
  const std::vector<domain::Chat> chats_;
  std::uint64_t drafts_ = 0;
  bool finished_ = false;
};

// Reads one chat's history forward, from where the newest message stands that it has seen.
class ForwardReader {
 public:
  ForwardReader(World& world, const Tables& tables, domain::ChatId chat)
      : world_(world), tables_(tables), random_(world.random.fork()), chat_(chat) {}

  ports::Task<void> run();
  void look();

  domain::ChatId chat() const { return chat_; }
  const std::set<domain::MessageKey>& seen() const { return seen_; }

 private:
  World& world_;
  const Tables& tables_;
  const Promises promises_;
  SeededRandom random_;
  const domain::ChatId chat_;
  domain::WallTime newest_;
  std::set<domain::MessageKey> seen_;
};

}  // namespace caravan::simulation
