#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/message_log.hpp"

namespace caravan::memory {

// A reading place in a topic: looks, waits for more, looks again.
template <class In>
class Cursor {
 public:
  Cursor(Topic<In>& topic, runtime::Clock& clock, ports::Offset start)
      : topic_(topic), clock_(clock), appended_(topic.appended()), position_(start) {}

  ports::Offset position() const { return position_; }

  ports::Task<typename Topic<In>::Records> next(std::size_t count_max, ports::SteadyTime deadline) {
    for (;;) {
      auto records = topic_.read_after(position_, count_max);
      if (!records.empty()) position_ = records.back().offset;
      if (!records.empty() || clock_.now() >= deadline) co_return records;
      co_await clock_.wait(appended_.event(), deadline);
    }
  }

 private:
  Topic<In>& topic_;
  runtime::Clock& clock_;
  runtime::BroadcastEvent::Waiter appended_;
  std::atomic<ports::Offset> position_;
};

// Implements `Interface`, a `ports::Consumer<In>` or what extends it. Consumers of the same name share a
// place, so one made after another has gone starts where that one's `done` stood.
template <class In, class Interface = ports::Consumer<In>>
class MemoryConsumer : public Interface, public Fallible {
 public:
  MemoryConsumer(Store& store, std::string name)
      : name_(std::move(name)),
        topic_(store.topic<In>()),
        cursor_(topic_, store.clock, topic_.committed(name_)) {}

  ports::Task<ports::Result<std::vector<ports::Logged<In>>>> next(std::size_t count_max,
                                                                  ports::SteadyTime deadline) override {
    if (const auto failure = failure_before()) co_return *failure;
    co_return co_await cursor_.next(count_max, deadline);
  }

  ports::Task<ports::Result<void>> commit(ports::Offset offset) override {
    if (const auto failure = failure_before()) co_return *failure;
    topic_.set_done(name_, offset);
    if (const auto failure = failure_after()) co_return *failure;
    co_return ports::Result<void>{};
  }

 private:
  std::string name_;
  Topic<In>& topic_;
  Cursor<In> cursor_;
};

template <class In, class Out>
class MemoryStage final : public MemoryConsumer<In, ports::Stage<In, Out>> {
 public:
  MemoryStage(Store& store, std::string name)
      : MemoryConsumer<In, ports::Stage<In, Out>>(store, std::move(name)), output_(store.topic<Out>()) {}

  ports::Task<ports::Result<void>> append_and_commit(std::vector<Out> outputs,
                                                     ports::Offset offset) override {
    if (const auto failure = this->failure_before()) co_return *failure;
    output_.append(std::move(outputs));
    co_return co_await this->commit(offset);
  }

 private:
  Topic<Out>& output_;
};

using MemoryFanOutStage = MemoryStage<domain::Message, domain::Delivery>;
using MemoryAggregateStage = MemoryStage<domain::Delivery, domain::Batch>;
using MemoryStreamStage = MemoryStage<domain::Message, domain::Batch>;
using MemoryBatchConsumer = MemoryConsumer<domain::Batch>;

class MemoryDeliveryTail final : public ports::DeliveryTail, public Fallible {
 public:
  explicit MemoryDeliveryTail(Store& store)
      : cursor_(store.chat_deliveries, store.clock, store.chat_deliveries.end()) {}

  ports::Offset position(domain::UserId) const override { return cursor_.position(); }
  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override {
    if (const auto failure = failure_before()) co_return *failure;
    co_return co_await cursor_.next(count_max, deadline);
  }

 private:
  Cursor<domain::Delivery> cursor_;
};

}  // namespace caravan::memory
