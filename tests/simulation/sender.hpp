#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker.hpp"
#include "machine.hpp"
#include "population.hpp"
#include "runtime/task_group.hpp"

namespace caravan::simulation {

// A client that sends one message after another, each again and again under its id until it is acknowledged.
class Sender {
 public:
  // `clients` runs what travels apart from the sender.
  Sender(World& world, Machine& machine, Checker& checker, runtime::TaskGroup& clients,
         const Population& population, domain::UserId user);

  // Ends when the world settles and its last message is acknowledged.
  ports::Task<void> run();
  // Some messages in calm.
  ports::Task<void> say(std::size_t messages);
  // That nothing of `run` or `say` is left to do.
  bool finished() const { return finished_; }

 private:
  ports::Task<void> send(domain::Draft draft);
  ports::Task<void> send_late_copy(Request<accept::Outcome> request);
  domain::Draft next_draft();
  accept::Send as_request(const domain::Draft& draft) const;
  ports::Task<void> pause(std::chrono::microseconds least, std::chrono::microseconds most);

  World& world_;
  Machine& machine_;
  Checker& checker_;
  runtime::TaskGroup& clients_;
  SeededRandom random_;
  const domain::UserId user_;
  const std::vector<domain::Chat> chats_;
  std::uint64_t drafts_ = 0;
  bool finished_ = false;
};

}  // namespace caravan::simulation
