#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store.hpp"

// The log's consumers over the simulated store.
namespace caravan::simulation {

// A reading place in one topic: looks, waits for a sync, looks again.
template <class Record>
class Cursor {
 public:
  using Records = std::vector<ports::Logged<Record>>;

  Cursor(Store& store, ports::Offset start, std::optional<std::chrono::milliseconds> nap = {})
      : store_(store), changed_(store.changed()), position_(start), nap_(nap) {}
  // From a consumer's place on. What is done without this reader, it does not see.
  Cursor(Store& store, std::string consumer) : Cursor(store, store.visible().committed(consumer)) {
    consumer_ = std::move(consumer);
  }

  ports::Offset position() const { return position_; }

  ports::Task<ports::Result<Records>> next(std::size_t count_max, ports::SteadyTime deadline) {
    for (;;) {
      const auto failure = co_await store_.before_read();
      if (failure) co_return *failure;
      if (!consumer_.empty()) position_ = std::max(position_, store_.visible().committed(consumer_));
      auto records = read(count_max);
      if (!records.empty()) position_ = records.back().offset;
      if (!records.empty() || store_.world().clock.now() >= deadline) co_return records;
      co_await wait_for_more(deadline);
    }
  }

 private:
  using Stored = std::conditional_t<std::is_same_v<Record, domain::Message>, domain::SharedMessage, Record>;

  static const Record& value(const Record& record) { return record; }
  static const Record& value(const std::shared_ptr<const Record>& record) { return *record; }

  ports::Task<void> wait_for_more(ports::SteadyTime deadline) {
    auto& clock = store_.world().clock;
    if (nap_) return clock.sleep_until(std::min(deadline, clock.now() + *nap_));
    return clock.wait(changed_.event(), deadline);
  }
  Records read(std::size_t count_max) const {
    const auto& topic = store_.visible().template topic<Stored>();
    auto next = std::partition_point(topic.begin(), topic.end(),
                                     [this](const auto& logged) { return logged.offset <= position_; });
    Records records;
    for (; next != topic.end() && records.size() < count_max; ++next)
      records.push_back({next->offset, value(next->record)});
    return records;
  }

  Store& store_;
  runtime::BroadcastEvent::Waiter changed_;
  std::string consumer_;
  ports::Offset position_;
  const std::optional<std::chrono::milliseconds> nap_;  // instead of an event; a planted bug
};

template <class In, class Interface = ports::Consumer<In>>
class SimConsumer : public Interface {
 public:
  SimConsumer(Store& store, std::string name)
      : store_(store), name_(std::move(name)), cursor_(store, name_) {}

  ports::Task<ports::Result<std::vector<ports::Logged<In>>>> next(std::size_t count_max,
                                                                  ports::SteadyTime deadline) override {
    return cursor_.next(count_max, deadline);
  }
  ports::Task<ports::Result<void>> commit(ports::Offset offset) override {
    return store_.write<void>([done = progress(offset)](const Image&, Commit& commit) -> ports::Result<void> {
      commit.add(done);
      return {};
    });
  }

 protected:
  ConsumerDone progress(ports::Offset offset) const {
    const auto bug = store_.world().bug;
    const bool passes_windows =
        bug == Bug::open_window_lost ||
        (bug == Bug::stream_window_lost && std::is_same_v<Interface, ports::StreamStage>);
    return {name_, passes_windows ? cursor_.position() : offset};
  }

  Store& store_;

 private:
  std::string name_;
  Cursor<In> cursor_;
};

template <class In, class Out>
class SimStage final : public SimConsumer<In, ports::Stage<In, Out>> {
 public:
  using SimConsumer<In, ports::Stage<In, Out>>::SimConsumer;

  // Outputs and progress in one transaction.
  ports::Task<ports::Result<void>> append_and_commit(std::vector<Out> outputs,
                                                     ports::Offset offset) override {
    const bool apart = this->store_.world().bug == Bug::offset_before_outputs;
    if (apart) {
      const auto done = co_await this->commit(offset);
      if (!done) co_return done;
    }
    const auto progress = this->progress(offset);
    // Named, because GCC 12 destroys twice what is converted inside an awaited call.
    const Decide<void> append = [&store = this->store_, outputs = std::move(outputs), progress](
                                    const Image& tip, Commit& commit) -> ports::Result<void> {
      auto end = tip.end<Out>();
      for (const auto& output : outputs)
        commit.add(ports::Logged<Out>{end = store.after(end), output});
      commit.add(progress);
      return {};
    };
    co_return co_await this->store_.template write<void>(append);
  }
};

using SimFanOutStage = SimStage<domain::Message, domain::Delivery>;
using SimAggregateStage = SimStage<domain::Delivery, domain::Batch>;
using SimStreamStage = SimStage<domain::Message, domain::Batch>;
using SimBatchConsumer = SimConsumer<domain::Batch>;

class SimDeliveryTail final : public ports::DeliveryTail {
 public:
  explicit SimDeliveryTail(Store& store)
      : cursor_(store, store.visible().end<domain::Delivery>(), nap(store)) {}

  ports::Offset position(domain::UserId) const override { return cursor_.position(); }
  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override {
    return cursor_.next(count_max, deadline);
  }

 private:
  static std::optional<std::chrono::milliseconds> nap(Store& store) {
    if (store.world().bug != Bug::live_tail_sleeps) return std::nullopt;
    return std::chrono::milliseconds(700);
  }

  Cursor<domain::Delivery> cursor_;
};

}  // namespace caravan::simulation
