#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/kafka/dead_letters.hpp"
#include "adapters/kafka/group_reader.hpp"

// The consumers of the logs, each a member of the consumer group of its name. A record's offset here is its
// number in the order in which this process reads.
namespace caravan::kafka {

template <class Record>
using Records = std::vector<ports::Logged<Record>>;

// Implements `Interface`, a `ports::Consumer<In>` or what extends it.
template <class In, class Interface = ports::Consumer<In>>
class KafkaConsumer : public Interface {
 public:
  // `cluster` must outlive the consumer.
  KafkaConsumer(Cluster& cluster, std::string_view name, const GroupReader::Options& options = {})
      : cluster_(cluster),
        reader_(cluster, cluster.topic_of<In>(), cluster.group(name), options),
        dead_letters_(cluster, cluster.topic_of<In>()) {}

  // A record that cannot be read becomes a dead letter before those behind it are answered.
  ports::Task<ports::Result<Records<In>>> next(std::size_t count_max, ports::SteadyTime deadline) override {
    if (const auto problem = cluster_.problem()) co_return not_ready(*problem);
    for (;;) {
      const bool drained = take(count_max);
      reader_.tend();
      const auto flushed = co_await dead_letters_.flush();
      if (!flushed) co_return flushed.error();
      pass_unreadable();
      if (!taken_.empty() || cluster_.clock().now() >= deadline) co_return std::exchange(taken_, {});
      if (drained) co_await reader_.wait(deadline);
    }
  }

  ports::Task<ports::Result<void>> commit(ports::Offset offset) override {
    reader_.done(offset);
    return reader_.committed();
  }

  double share() const override { return reader_.share(); }

 protected:
  Cluster& cluster() { return cluster_; }
  GroupReader& reader() { return reader_; }

 private:
  // Polls at most `count_max` records; true when there are no more now.
  bool take(std::size_t count_max) {
    for (auto count = taken_.size(); count < count_max; ++count) {
      const auto fetched = reader_.poll();
      if (!fetched) return true;
      const auto& message = *fetched->message;
      auto decoded = RecordKind<In>::decode(bytes(message.payload, message.len));
      if (auto* record = std::get_if<In>(&decoded)) {
        taken_.push_back({fetched->number, std::move(*record), port_offset(message.offset)});
        continue;
      }
      dead_letters_.add(message, std::get<wire::Malformed>(decoded).reason);
      unreadable_.push_back(fetched->number);
    }
    return false;
  }

  // Nobody above hears of them, so nobody would ever say that they are done.
  void pass_unreadable() {
    for (const auto number : std::exchange(unreadable_, {}))
      reader_.pass(number);
  }

  Cluster& cluster_;
  GroupReader reader_;
  DeadLetters dead_letters_;
  Records<In> taken_;  // read, and answered once the dead letters among them are safe
  std::vector<ports::Offset> unreadable_;
};

class KafkaFanOutStage final : public KafkaConsumer<domain::Message, ports::FanOutStage> {
 public:
  using KafkaConsumer::KafkaConsumer;

  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Delivery> outputs,
                                                     ports::Offset offset) override;
};

// A batch that is too large for one record goes as several, in order.
ports::Task<ports::Result<void>> append_batches(Cluster& cluster, const std::vector<domain::Batch>& batches);

template <class In>
class KafkaBatchingStage final : public KafkaConsumer<In, ports::Stage<In, domain::Batch>> {
 public:
  using KafkaConsumer<In, ports::Stage<In, domain::Batch>>::KafkaConsumer;

  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Batch> outputs,
                                                     ports::Offset offset) override {
    const auto appended = co_await append_batches(this->cluster(), outputs);
    if (appended) this->reader().done(offset);
    co_return appended;
  }
};

using KafkaAggregateStage = KafkaBatchingStage<domain::Delivery>;
using KafkaStreamStage = KafkaBatchingStage<domain::Message>;

using KafkaBatchConsumer = KafkaConsumer<domain::Batch>;

}  // namespace caravan::kafka
