#pragma once

#include <mutex>

#include "adapters/cassandra/cassandra_message_store.hpp"
#include "domain/time_uuid.hpp"
#include "ports/acceptance.hpp"
#include "runtime/clock.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::cassandra {

// Time that moves by a tick whenever somebody looks: chats and messages made one after the other have
// different times.
class TickingClock final : public runtime::Clock {
 public:
  explicit TickingClock(runtime::ManualClock& clock) : clock_(clock) {}

  runtime::SteadyTime now() const override { return clock_.now(); }
  runtime::SystemTime wall() const override {
    clock_.advance(domain::TimeUuidTicks(1));
    return clock_.wall();
  }
  boost::asio::awaitable<void> wait(runtime::Alarm& alarm, runtime::SteadyTime deadline) override {
    return clock_.wait(alarm, deadline);
  }

 private:
  runtime::ManualClock& clock_;
};

// Acceptance made of the message store alone: gives growing times, and appends to no log.
class Accepting final : public ports::Acceptance {
 public:
  Accepting(ports::MessageStore& store, const runtime::Clock& clock) : store_(store), clock_(clock) {}

  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::Attempt attempt) override {
    domain::Message message{draft.id, draft.chat, draft.from, draft.to, std::move(draft.body), next_time()};
    return store_.store(std::move(message), attempt);
  }

 private:
  domain::TimeUuid next_time() {
    const std::lock_guard lock(mutex_);
    return times_.next(std::chrono::floor<domain::TimeUuidTicks>(clock_.wall()));
  }

  ports::MessageStore& store_;
  const runtime::Clock& clock_;
  std::mutex mutex_;
  domain::TimeUuidSequence times_{0x0102030405060708};
};

}  // namespace caravan::cassandra
