#include "adapters/kafka/topics.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>

#include "adapters/kafka/records.hpp"

namespace caravan::kafka {
namespace {

using MetadataPtr = std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;
using NewTopicPtr = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;

int milliseconds(std::chrono::milliseconds time) {
  return static_cast<int>(time.count());
}

// All topics of the cluster: asking for one by name would let brokers make it, with settings of their own.
// The call cannot be interrupted, so it waits for a broker in short pieces: whoever stops need not wait for
// one that is away.
ports::Result<MetadataPtr> describe(rd_kafka_t& client, std::chrono::milliseconds timeout,
                                    const std::stop_token& stop) {
  using std::chrono::steady_clock;
  constexpr std::chrono::milliseconds piece{200};
  const auto deadline = steady_clock::now() + timeout;
  for (bool connected = false;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    const auto wait = connected ? left : std::min(left, piece);
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto code = rd_kafka_metadata(&client, 1, nullptr, &metadata, std::max(0, milliseconds(wait)));
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return MetadataPtr(metadata);
    // The first says that no broker was there to be asked, the second that one was and did not answer yet.
    const bool too_early = code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT;
    if (!too_early || wait == left || stop.stop_requested())
      return unavailable("topics cannot be listed", code);
    connected = code == RD_KAFKA_RESP_ERR__TIMED_OUT;
  }
}

const rd_kafka_metadata_topic_t* find(const rd_kafka_metadata_t& metadata, const std::string& name) {
  const std::span topics(metadata.topics, static_cast<std::size_t>(metadata.topic_cnt));
  const auto found = std::ranges::find_if(topics, [&](const auto& topic) { return name == topic.topic; });
  return found == topics.end() ? nullptr : &*found;
}

ports::Error too_few(const std::string& topic, int replicas, const TopicPlan& plan) {
  return {ports::Errc::invalid, "topic " + topic + " has " + std::to_string(replicas) +
                                    " replicas, but kafka.replication is " +
                                    std::to_string(plan.replication)};
}

ports::Error single_copy(const std::string& topic, int brokers) {
  return {ports::Errc::invalid, "the cluster has " + std::to_string(brokers) +
                                    " brokers, but one replica of topic " + topic +
                                    ", which is lost with its broker: raise kafka.replication, or set "
                                    "kafka.allow_single_copy"};
}

std::optional<ports::Error> refusal(const rd_kafka_metadata_topic_t& topic, const TopicPlan& plan,
                                    int brokers) {
  const std::string name = topic.topic;
  if (topic.partition_cnt != plan.partitions)
    return ports::Error{ports::Errc::invalid,
                        "topic " + name + " has " + std::to_string(topic.partition_cnt) +
                            " partitions, but kafka.partitions is " + std::to_string(plan.partitions)};
  for (const auto& partition : std::span(topic.partitions, static_cast<std::size_t>(topic.partition_cnt))) {
    const int replicas = partition.replica_cnt;
    if (replicas < plan.replication) return too_few(name, replicas, plan);
    if (replicas < plan.replicas_min(brokers)) return single_copy(name, brokers);
  }
  return std::nullopt;
}

// Of each thing the newest record counts, and what was not said again for a day is of a node that is no more.
void keep_the_newest_of_a_day(rd_kafka_NewTopic_t& topic) {
  constexpr std::chrono::milliseconds day = std::chrono::hours(24), segment = std::chrono::hours(1);
  rd_kafka_NewTopic_set_config(&topic, "cleanup.policy", "compact,delete");
  rd_kafka_NewTopic_set_config(&topic, "retention.ms", std::to_string(day.count()).c_str());
  rd_kafka_NewTopic_set_config(&topic, "segment.ms", std::to_string(segment.count()).c_str());
}

NewTopicPtr new_topic(const std::string& name, const TopicPlan& plan) {
  char reason[256] = "";
  NewTopicPtr topic(
      rd_kafka_NewTopic_new(name.c_str(), plan.partitions, plan.replication, reason, sizeof reason));
  if (!topic) return topic;
  rd_kafka_NewTopic_set_config(topic.get(), "max.message.bytes",
                               std::to_string(plan.record_bytes_max).c_str());
  // A confirmation must outlive the loss of one broker, and one broker may be down.
  const auto in_sync = std::max(1, plan.replication - 1);
  rd_kafka_NewTopic_set_config(topic.get(), "min.insync.replicas", std::to_string(in_sync).c_str());
  if (name == plan.name(kReaderPresence)) keep_the_newest_of_a_day(*topic);
  return topic;
}

ports::Result<void> outcome(const rd_kafka_CreateTopics_result_t& result) {
  std::size_t count = 0;
  const auto* topics = rd_kafka_CreateTopics_result_topics(&result, &count);
  for (const auto* topic : std::span(topics, count)) {
    const auto code = rd_kafka_topic_result_error(topic);
    // Another process that starts at the same time made it.
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    const char* said = rd_kafka_topic_result_error_string(topic);
    const auto kind = code == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR ||
                              code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
                              code == RD_KAFKA_RESP_ERR_POLICY_VIOLATION
                          ? ports::Errc::invalid
                          : ports::Errc::unavailable;
    return ports::Error{kind, std::string("topic ") + rd_kafka_topic_result_name(topic) +
                                  " cannot be made: " + (said ? said : rd_kafka_err2str(code))};
  }
  return {};
}

ports::Result<void> create(rd_kafka_t& client, const std::vector<std::string>& names, const TopicPlan& plan,
                           std::chrono::milliseconds timeout) {
  std::vector<NewTopicPtr> owners;
  std::vector<rd_kafka_NewTopic_t*> topics;
  for (const auto& name : names) {
    owners.push_back(new_topic(name, plan));
    if (!owners.back()) return ports::Error{ports::Errc::invalid, "topic " + name + " cannot be described"};
    topics.push_back(owners.back().get());
  }
  const QueuePtr answers(rd_kafka_queue_new(&client));
  rd_kafka_CreateTopics(&client, topics.data(), topics.size(), nullptr, answers.get());
  const EventPtr event(rd_kafka_queue_poll(answers.get(), milliseconds(timeout)));
  if (!event) return ports::Error{ports::Errc::unavailable, "topics cannot be made: no answer in time"};
  if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return unavailable("topics cannot be made", code);
  return outcome(*rd_kafka_event_CreateTopics_result(event.get()));
}

}  // namespace

std::int32_t TopicPlan::replicas_min(int brokers) const {
  return brokers > 1 && !allow_single_copy ? 2 : 1;
}

std::vector<std::string> TopicPlan::names() const {
  return {name(RecordKind<domain::Message>::topic), name(RecordKind<domain::Delivery>::topic),
          name(RecordKind<domain::Batch>::topic), name(kDeadLetters), name(kReaderPresence)};
}

ports::Result<void> ensure_topics(rd_kafka_t& client, const TopicPlan& plan,
                                  std::chrono::milliseconds timeout, const std::stop_token& stop) {
  const auto metadata = describe(client, timeout, stop);
  if (!metadata) return metadata.error();
  const int brokers = (*metadata)->broker_cnt;
  std::vector<std::string> missing;
  for (const auto& name : plan.names()) {
    const auto* topic = find(**metadata, name);
    if (!topic) {
      if (plan.replication < plan.replicas_min(brokers)) return single_copy(name, brokers);
      missing.push_back(name);
      continue;
    }
    if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable("topic " + name, topic->err);
    if (auto refused = refusal(*topic, plan, brokers)) return *std::move(refused);
  }
  if (missing.empty()) return {};
  if (const auto made = create(client, missing, plan, timeout); !made) return made.error();
  // What another process made at the same time may follow another plan.
  return ports::Error{ports::Errc::unavailable, "topics were just made and are not yet seen"};
}

ports::Result<std::int32_t> partition_count(rd_kafka_t& client, const std::string& topic,
                                            std::chrono::milliseconds timeout) {
  const auto metadata = describe(client, timeout, {});
  if (!metadata) return metadata.error();
  const auto* found = find(**metadata, topic);
  if (!found) return ports::Error{ports::Errc::not_found, "there is no topic " + topic};
  if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable("topic " + topic, found->err);
  return found->partition_cnt;
}

}  // namespace caravan::kafka
