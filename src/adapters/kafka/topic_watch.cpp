#include "adapters/kafka/topic_watch.hpp"

#include <utility>

#include "observe/log.hpp"

namespace caravan::kafka {

TopicWatch::TopicWatch(const ClientSettings& settings, TopicPlan plan, runtime::Random& random,
                       observe::Metrics& metrics)
    : client_settings_(settings),
      plan_(std::move(plan)),
      backoff_({.longest = std::chrono::seconds(5)}, random),
      ready_gauge_(metrics.gauge("caravan_kafka_topics_ready", "1 when the topics are as configured")),
      thread_([this] { work(); }) {}

TopicWatch::~TopicWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_.request_stop();
  }
  stop_.notify_all();
  thread_.join();
}

std::optional<ports::Error> TopicWatch::problem() const {
  if (ready_.load(std::memory_order_acquire)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return problem_;
}

void TopicWatch::work() {
  do {
    // A client for each look: none is left when the topics are there, and nobody else's is held.
    const auto client = make_producer(client_settings_, {});
    const auto ensured =
        ensure_topics(*client, plan_, client_settings_.request_timeout, stopping_.get_token());
    if (ensured) {
      ready_gauge_.Set(1);
      ready_.store(true, std::memory_order_release);
      observe::log(observe::Level::info, "kafka.topics_ready",
                   {{"prefix", plan_.prefix}, {"partitions", plan_.partitions}});
      return;
    }
    note(ensured.error());
  } while (!stopped_within(backoff_.next()));
}

void TopicWatch::note(const ports::Error& problem) {
  const bool refused = problem.code == ports::Errc::invalid;
  const std::lock_guard lock(mutex_);
  if (problem.detail != problem_.detail)
    observe::log(refused ? observe::Level::error : observe::Level::warn,
                 refused ? "kafka.topics_refused" : "kafka.topics_unknown", {{"detail", problem.detail}});
  problem_ = problem;
}

bool TopicWatch::stopped_within(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return stop_.wait_for(lock, time, [this] { return stopping_.stop_requested(); });
}

}  // namespace caravan::kafka
