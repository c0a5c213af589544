#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "domain/time_uuid.hpp"
#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "ports/acceptance.hpp"
#include "ports/message_store.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::accept {

// Acceptance where history and log are two systems. History comes first; then the log has `log_timeout` to
// confirm the record. When it does not, the message is noted among the unpublished before it counts as
// accepted, and the relay hop brings it to the log later: a log that is away costs readers time, and senders
// nothing.
class StoreThenLog final : public ports::Acceptance {
 public:
  struct Options {
    std::chrono::milliseconds log_timeout{1'000};
    // After a failed append, sends go to the unpublished at once for this long instead of waiting in a row.
    std::chrono::milliseconds log_pause{1'000};
    // How far ahead of this clock another node's time may lie to be believed.
    std::chrono::milliseconds clock_skew_max{10'000};
  };

  // All references must outlive this object.
  StoreThenLog(Options options, ports::MessageStore& store, ports::MessageLog& log,
               ports::Unpublished& unpublished, runtime::Clock& clock, runtime::Random& random,
               observe::Metrics& metrics);

  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin origin) override;

  // Another node gave a message this time: what this node accepts from now on lies above it, though its own
  // clock be behind. From any thread.
  void see(domain::WallTime time);

 private:
  ports::Task<bool> appended(domain::Message message);
  domain::TimeUuid next_time();
  bool log_is_paused() const;

  Options options_;
  ports::MessageStore& store_;
  ports::MessageLog& log_;
  ports::Unpublished& unpublished_;
  runtime::Clock& clock_;
  std::mutex mutex_;  // for the times
  domain::TimeUuidSequence times_;
  std::atomic<std::int64_t> log_paused_until_ = 0;  // in the ticks of the steady clock
  observe::FailureLog failures_{observe::Level::warn, {"accept.log_away", "accept.log_back"}};
  observe::Counter& logged_;
  observe::Counter& noted_;
  observe::Counter& unbelievable_;
};

}  // namespace caravan::accept
