#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "adapters/kafka/client.hpp"

namespace caravan::kafka {

// What brokers gather for a reader that can wait: they answer at once when so much is there.
inline constexpr std::size_t kGatheredBytes = 64 << 10;

// Takes what has come to `queue`, `most` at most; when nothing has, waits up to `longest` for the first. The
// library's own call for many waits until it has as many as it may take, and so delays each.
inline std::vector<MessagePtr> fetch(rd_kafka_queue_t& queue, std::chrono::milliseconds longest,
                                     std::size_t most) {
  std::vector<rd_kafka_message_t*> taken(most);
  auto count = rd_kafka_consume_batch_queue(&queue, static_cast<int>(longest.count()), taken.data(), 1);
  if (count == 1) count += rd_kafka_consume_batch_queue(&queue, 0, &taken[1], most - 1);
  std::vector<MessagePtr> messages;
  for (ssize_t i = 0; i < count; ++i)
    messages.emplace_back(taken[static_cast<std::size_t>(i)]);
  return messages;
}

}  // namespace caravan::kafka
