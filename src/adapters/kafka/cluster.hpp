#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/records.hpp"
#include "adapters/kafka/topic_watch.hpp"

namespace caravan::kafka {

// What the adapters of one process share: how to reach the brokers, the topics and the one producer. It
// connects in the background. Thread-safe; outlives the adapters.
class Cluster {
 public:
  struct Options {
    ClientSettings client;
    TopicPlan topics;
    Producer::Options producer;
    std::string group_prefix = "caravan.";  // before the name of each consumer group
  };

  // Throws `std::invalid_argument` for a bad option. The references must outlive the cluster.
  Cluster(Options options, runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics)
      : options_(std::move(options)),
        clock_(clock),
        random_(random),
        metrics_(metrics),
        producer_(options_.client, options_.producer, clock, metrics),
        watch_(options_.client, options_.topics, random, metrics) {}

  // Why nothing can be read or written; nothing when it can, as far as is known. `invalid` is for the
  // operator: a topic is not as configured. What the adapters answer then is `unavailable`, since the topic
  // may be put right.
  std::optional<ports::Error> problem() const { return watch_.problem(); }

  template <class Record>
  RecordBatch batch_of() const {
    return {topic(RecordKind<Record>::topic), options_.topics.partitions};
  }
  RecordBatch batch_for(std::string_view name) const { return {topic(name), options_.topics.partitions}; }
  template <class Record>
  std::string topic_of() const {
    return topic(RecordKind<Record>::topic);
  }
  std::string topic(std::string_view name) const { return options_.topics.name(name); }
  std::string group(std::string_view consumer) const { return options_.group_prefix + std::string(consumer); }
  std::int32_t partitions() const { return options_.topics.partitions; }
  const ClientSettings& client_settings() const { return options_.client; }
  Producer& producer() { return producer_; }
  runtime::Clock& clock() { return clock_; }
  runtime::Random& random() { return random_; }
  observe::Metrics& metrics() { return metrics_; }

 private:
  Options options_;
  runtime::Clock& clock_;
  runtime::Random& random_;
  observe::Metrics& metrics_;
  Producer producer_;
  TopicWatch watch_;
};

// The answer of an adapter that must wait for the topics.
inline ports::Error not_ready(const ports::Error& problem) {
  return {ports::Errc::unavailable, problem.detail};
}

}  // namespace caravan::kafka
