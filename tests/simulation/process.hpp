#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <string>

#include "adapters.hpp"
#include "bounds.hpp"
#include "chats/chat_cache.hpp"
#include "chats/read_chats.hpp"
#include "feed.hpp"
#include "live_connection.hpp"
#include "pipeline/accept/accept.hpp"
#include "pipeline/aggregate/aggregate.hpp"
#include "pipeline/aggregate/aggregate_streams.hpp"
#include "pipeline/deliver/deliver.hpp"
#include "pipeline/fan_out/fan_out.hpp"
#include "pipeline/publish/publish.hpp"
#include "thread.hpp"
#include "watched_stage.hpp"

namespace caravan::simulation {

// One life of the program: the real parts over the simulated store, in the order of dependence, on loops that
// stand for the real program's threads. Everything in it is memory; a crash leaves only the store.
class Process {
 public:
  static constexpr std::size_t kHttpLoops = 2;

  Process(World& world, Store& store, memory::Store& chats, Shown& shown, Attended& attended,
          observe::Metrics& metrics);

  void start();
  // Drops everything, wherever each task stands. Afterwards it can only be destroyed.
  void crash();
  // Asks every task to end; they have when it is `at_rest`.
  void stop();
  bool at_rest() const;
  // One of its loops stands still for a while.
  void stall(runtime::SteadyTime until);

  // Work of a request, on one of the HTTP loops.
  void serve(std::string name, ports::Task<void> work);
  SharedSocket connect();

  accept::Accept& accept() { return accept_; }
  chats::ReadChats& read_chats() { return read_chats_; }
  ports::ReaderPresence& presence() { return presence_; }
  ports::Inbox& inbox() { return inbox_; }
  const live::Hub& hub() const { return hub_; }
  const aggregate::Aggregate& aggregate() const { return aggregate_; }

 private:
  struct HttpThread : Thread {
    using Thread::Thread;
    std::list<LiveConnection*> connections;
  };

  std::array<Thread*, 2 + kHttpLoops> threads();
  std::size_t any_http() { return random_.below(kHttpLoops); }
  void arrive(Thread& thread, std::string name, ports::Task<void> work);
  ports::Task<void> converse(SharedSocket socket, std::size_t http);
  ports::Task<void> tick(std::size_t http);
  ports::Task<void> trim();
  ports::Task<void> trim_once();

  World& world_;
  Store& store_;
  SeededRandom random_;
  const Bounds bounds_;
  // Before the parts, whose events must not outlive the loops on which they are waited for.
  Thread disk_;
  Thread pipeline_;
  std::array<HttpThread, kHttpLoops> http_;

  SimChats chats_;
  SimHistory history_{store_};
  SimAcceptance acceptance_;
  SimInbox inbox_{store_};
  SimFanOutStage fan_out_stage_{store_, "fan_out"};
  WatchedAggregateStage aggregate_stage_;
  SimStreamStage stream_stage_{store_, "aggregate_streams"};
  SimBatchConsumer batches_{store_, "publish"};
  SimDeliveryTail delivery_tail_{store_};
  SimFeed feed_;
  SimPresence presence_;

  chats::ChatCache members_;
  chats::ReadChats read_chats_{chats_, members_, history_};
  accept::Accept accept_;
  const domain::AnchoredPolicy windows_;
  live::Hub hub_;
  fan_out::FanOut fan_out_;
  deliver::Deliver deliver_;
  aggregate::Aggregate aggregate_;
  aggregate::AggregateStreams aggregate_streams_;
  publish::Publish publish_;

  const live::Session::Options session_options_;
  const live::RecoveryOptions recovery_options_;
  const live::TokenCheck check_token_;
  const LiveConnection::Surroundings surroundings_;
};

}  // namespace caravan::simulation
