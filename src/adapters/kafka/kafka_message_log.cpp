#include "adapters/kafka/kafka_message_log.hpp"

namespace caravan::kafka {

ports::Task<ports::Result<void>> KafkaMessageLog::append(domain::Message message,
                                                         ports::SteadyTime deadline) {
  if (const auto problem = cluster_.problem()) co_return not_ready(*problem);
  auto batch = cluster_.batch_of<domain::Message>();
  batch.add(RecordKind<domain::Message>::key(message), wire::encode_record(message));
  co_return co_await cluster_.producer().append(std::move(batch), deadline);
}

std::size_t KafkaMessageLog::part_of(domain::ChatId chat) const {
  return static_cast<std::size_t>(
      partition_of(RecordKind<domain::Message>::key_of(chat), cluster_.partitions()));
}

}  // namespace caravan::kafka
