#pragma once

#include <vector>

#include "checker.hpp"
#include "machine.hpp"
#include "population.hpp"

namespace caravan::simulation {

// A client that sends one message after another, each again and again under its id until it is acknowledged.
class Sender {
 public:
  Sender(World& world, Machine& machine, Checker& checker, const Population& population, domain::UserId user);

  // Ends when the world settles and its last message is acknowledged.
  ports::Task<void> run();
  bool finished() const { return finished_; }

 private:
  ports::Task<void> send(domain::Draft draft);
  domain::Draft next_draft();

  World& world_;
  Machine& machine_;
  Checker& checker_;
  SeededRandom random_;
  const domain::UserId user_;
  const std::vector<domain::Chat> chats_;
  bool finished_ = false;
};

}  // namespace caravan::simulation
