#include "adapters/kafka/dead_letters.hpp"

#include <utility>

namespace caravan::kafka {

DeadLetters::DeadLetters(Cluster& cluster, std::string source)
    : cluster_(cluster),
      source_(std::move(source)),
      count_(cluster.metrics().counter("caravan_kafka_dead_letters_total", "Records that could not be read",
                                       {{"topic", source_}})) {}

void DeadLetters::add(const rd_kafka_message_t& message, const std::string& reason) {
  count_.Increment();
  unreadable_.failed(
      cluster_.clock().now(),
      {{"topic", source_}, {"partition", message.partition}, {"offset", message.offset}, {"reason", reason}});
  waiting_.push_back({cluster_.topic(kDeadLetters),
                      std::string(bytes(message.key, message.key_len)),
                      std::string(bytes(message.payload, message.len)),
                      {{"topic", source_},
                       {"partition", std::to_string(message.partition)},
                       {"offset", std::to_string(message.offset)},
                       {"reason", reason}}});
}

ports::Task<ports::Result<void>> DeadLetters::flush() {
  while (!waiting_.empty()) {
    HeadedRecord letter = waiting_.front();
    const auto appended = co_await cluster_.producer().append(std::move(letter));
    if (!appended && is_retryable(appended.error().code)) co_return appended;
    if (!appended)
      refused_.failed(cluster_.clock().now(), {{"topic", source_}, {"detail", appended.error().detail}});
    waiting_.pop_front();
  }
  co_return ports::Result<void>{};
}

}  // namespace caravan::kafka
