#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "pipeline/accept/chat_lanes.hpp"
#include "pipeline/accept/noted_chats.hpp"
#include "ports/acceptance.hpp"
#include "ports/message_store.hpp"
#include "runtime/broadcast_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/shared_task_group.hpp"

namespace caravan::accept {

// Acceptance where history and log are two systems. History comes first; then the log has `log_timeout` to
// confirm the record. When it does not, the message is noted among the unpublished before it counts as
// accepted, and the relay hop brings it to the log later: a log that is away costs readers time, and senders
// nothing.
//
// Both see a chat's messages in the order of their times, as far as this process accepts them. What has begun
// is brought to its end by a task of its own, though its caller be cancelled in between.
class StoreThenLog final : public ports::Acceptance {
 public:
  struct Options {
    std::chrono::milliseconds log_timeout{1'000};
    // After a failed append, sends to the same part of the log go to the unpublished at once for this long
    // instead of waiting in a row.
    std::chrono::milliseconds log_pause{1'000};
    // How far ahead of this clock another node's time may lie to be believed.
    std::chrono::milliseconds clock_skew_max{10'000};
    // How long, from the beginning, sends wait for `floor_is_known`; zero for a store whose times nobody else
    // gives.
    std::chrono::milliseconds floor_timeout{0};
    ChatLanes::Options lanes;
  };

  // All references must outlive this object. `unpublished` is where the relay looks.
  StoreThenLog(Options options, ports::MessageStore& store, ports::MessageLog& log, NotedChats& unpublished,
               runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);
  // Waits until what has begun is at its end, on the executors that `accept` was called from.
  ~StoreThenLog() override = default;

  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin origin) override;

  // Another node gave a message this time: what this node accepts from now on lies above it, though its own
  // clock be behind. From any thread.
  void see(domain::WallTime time);
  // The newest times that other nodes, and this one before its restart, have given were seen. From any
  // thread.
  void floor_is_known();
  // Whether this process gave that time.
  bool gave(const domain::TimeUuid& time) const { return lanes_.gave(time); }

  // Waits until what has begun without a caller that still waits is at its end; gives it up at `deadline`, as
  // a crash would. Whoever sends it again settles it.
  ports::Task<void> finish(runtime::SteadyTime deadline);

 private:
  using Sender = ChatLanes::Sender;

  ports::Task<void> wait_for_floor();
  void start_drive(const boost::asio::any_io_executor& executor, domain::ChatId chat) noexcept;
  ports::Task<void> drive(domain::ChatId chat);
  ports::Task<void> store_group(ChatLanes::Group group);
  ports::Task<void> wait_for_noted(domain::ChatId chat);
  ports::Task<void> publish(domain::Message message, Sender sender);
  ports::Task<ports::Result<domain::Message>> published(domain::Message message);
  ports::Task<bool> appended(domain::Message message);
  bool is_paused(std::size_t part);
  void pause(std::size_t part);

  const Options options_;
  ports::MessageStore& store_;
  ports::MessageLog& log_;
  NotedChats& unpublished_;
  runtime::Clock& clock_;
  ChatLanes lanes_;
  const runtime::SteadyTime floor_deadline_;
  std::atomic<bool> floor_known_;
  runtime::BroadcastEvent floor_;
  std::mutex mutex_;                                                   // guards what follows
  std::unordered_map<std::size_t, runtime::SteadyTime> paused_until_;  // parts of the log
  observe::Counter& logged_;
  observe::Counter& noted_;
  observe::Counter& unbelievable_;
  observe::FailureLog failures_{observe::Level::warn, {"accept.log_away", "accept.log_back"}};
  runtime::SharedTaskGroup tasks_;  // last: it waits for those who use the rest
};

}  // namespace caravan::accept
