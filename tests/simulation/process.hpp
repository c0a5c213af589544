#pragma once

#include <list>
#include <memory>

#include "adapters.hpp"
#include "chats/chat_cache.hpp"
#include "feed.hpp"
#include "live_connection.hpp"
#include "log.hpp"
#include "pipeline/accept/accept.hpp"
#include "pipeline/aggregate/aggregate.hpp"
#include "pipeline/deliver/deliver.hpp"
#include "pipeline/fan_out/fan_out.hpp"
#include "pipeline/publish/publish.hpp"
#include "runtime/task_group.hpp"

namespace caravan::simulation {

// What the simulated machine promises; the checker reads the same numbers.
struct Bounds {
  std::chrono::milliseconds window{1500};
  std::chrono::milliseconds pace{500};
  // For the hops' own calls: each takes up to 2 ms in calm, and a hop is busy with its last round at worst.
  std::chrono::milliseconds slack{250};
  // After the last trouble, until every hop has come out of its back-off.
  std::chrono::milliseconds calm_after{8000};
  std::size_t windows_open_max = 4;
  std::size_t outgoing_bytes_max = 12 << 10;
  std::size_t outgoing_frames_max = 12;
};

// One life of the program: the real parts over the simulated store, in the order of dependence. Everything in
// it is memory; a crash leaves only the store.
class Process {
 public:
  Process(World& world, Store& store, memory::Store& chats, Shown& shown, observe::Metrics& metrics);

  void start();
  // Cancels every task. The loop must run until it is idle before the process may go.
  void crash() { tasks_.cancel(); }

  runtime::TaskGroup& tasks() { return tasks_; }
  accept::Accept& accept() { return accept_; }
  ports::History& history() { return history_; }
  SharedSocket connect();

 private:
  ports::Task<void> serve(SharedSocket socket);
  ports::Task<void> tick();
  ports::Task<void> trim();
  ports::Task<void> trim_once();

  World& world_;
  Store& store_;
  SeededRandom random_;
  const Bounds bounds_;

  SimChats chats_;
  SimHistory history_{store_};
  SimAcceptance acceptance_;
  SimInbox inbox_{store_};
  SimFanOutStage fan_out_stage_{store_, "fan_out"};
  SimAggregateStage aggregate_stage_{store_, "aggregate"};
  SimBatchConsumer batches_{store_, "publish"};
  SimDeliveryTail delivery_tail_{store_};
  SimFeed feed_;

  chats::ChatCache members_;
  accept::Accept accept_;
  const domain::AnchoredPolicy windows_;
  live::Hub hub_;
  fan_out::FanOut fan_out_;
  deliver::Deliver deliver_;
  aggregate::Aggregate aggregate_;
  publish::Publish publish_;

  const live::Session::Options session_options_;
  const live::RecoveryOptions recovery_options_;
  const live::TokenCheck check_token_;
  const LiveConnection::Surroundings surroundings_;
  std::list<LiveConnection*> connections_;
  runtime::TaskGroup tasks_;
};

}  // namespace caravan::simulation
