#pragma once

#include <array>
#include <memory>
#include <optional>

#include "adapters/memory/memory_chats.hpp"
#include "distributed/consumer_group.hpp"
#include "distributed/skewed_clock.hpp"
#include "observe/metrics.hpp"
#include "pipeline/accept/noted_chats.hpp"
#include "pipeline/fan_out/fan_out.hpp"
#include "pipeline/relay/relay.hpp"
#include "ports/members.hpp"
#include "thread.hpp"

namespace caravan::simulation {

// What all nodes reach.
struct Installation {
  Installation(World& world, memory::Store& stored, Ledger& its_ledger)
      : network(world), chats(stored), ledger(its_ledger) {}

  Network network;
  Tables tables;
  Broker broker;
  ConsumerGroup group;
  memory::MemoryChats chats;  // made before the run begins
  Ledger& ledger;
};

// One life of the program as a chat and fan-out node: its real parts over the shared servers.
class Node {
 public:
  struct Reply {
    std::optional<ports::Result<domain::Message>> outcome;
    runtime::AutoResetEvent arrived;
  };

  Node(World& world, Installation& installation, Life life, std::chrono::milliseconds skew,
       observe::Metrics& metrics);
  ~Node();

  void start();
  // Ends it between two handlers. Whoever waits for it hears nothing.
  void drop();
  // An orderly end, which takes time; `has_stopped` when it is reached.
  void stop();
  bool has_stopped() const { return stopped_; }
  // Whether it had to give up something then.
  bool gave_up() const { return gave_up_; }
  bool serves() const { return !stopping_ && !dropped_; }

  // A send that its client or the server gives up at `deadline`.
  void request(domain::Draft draft, runtime::SteadyTime deadline, std::shared_ptr<Reply> reply);

  Life life() const { return around_.life; }
  bool gave(const domain::TimeUuid& time) const { return acceptance_.gave(time); }

 private:
  std::array<Thread*, 4> threads() { return {&kafka_, &pipeline_, &http_[0], &http_[1]}; }
  ports::Task<void> serve(domain::Draft draft, runtime::SteadyTime deadline, std::shared_ptr<Reply> reply);
  ports::Task<void> end_in_order();

  World& world_;
  const Surroundings around_;
  const Promises promises_;
  SeededRandom random_;
  SkewedClock clock_;
  // Before the parts, whose events must not outlive the loops on which they are waited for.
  Thread kafka_;
  Thread pipeline_;
  std::array<Thread, 2> http_;

  std::unique_ptr<ports::Members> members_;
  SimMessageStore store_;
  SimUnpublished unpublished_;
  Producer producer_;
  SimMessageLog log_;
  SimMessageLog log_of_relay_;
  SimGroupStage stage_;
  std::unique_ptr<ports::Unpublished> forgetful_;  // the planted bug
  accept::NotedChats noted_;
  accept::StoreThenLog acceptance_;
  relay::Relay relay_;
  Hearing hearing_;
  fan_out::FanOut fan_out_;

  bool stopping_ = false;
  bool stopped_ = false;
  bool gave_up_ = false;
  bool dropped_ = false;
};

}  // namespace caravan::simulation
