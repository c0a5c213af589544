#include "adapters/kafka/kafka_log.hpp"

#include <span>

namespace caravan::kafka {
namespace {

// Appended and confirmed together: a part of what the producer's queue holds, so that outputs of any number
// get through it beside everybody else's.
struct Portion {
  std::size_t records_max;
  std::size_t bytes_max;

  explicit Portion(const Producer::Options& queue)
      : records_max(queue.queue_records_max / 8 + 1), bytes_max(queue.queue_bytes_max / 8 + 1) {}
  bool full(const RecordBatch& batch) const {
    return batch.size() >= records_max || batch.bytes() >= bytes_max;
  }
};

// Well below what brokers take by default (1 MB), with room for what surrounds the value.
constexpr std::size_t kBatchBytesMax = 900'000;

void add(RecordBatch& records, domain::UserId recipient, std::span<const domain::SharedMessage> messages) {
  std::string value;
  wire::append_batch(value, recipient, messages);
  if (value.size() <= kBatchBytesMax || messages.size() == 1) {
    records.add(recipient.to_string(), value);
    return;
  }
  const auto half = messages.size() / 2;
  add(records, recipient, messages.first(half));
  add(records, recipient, messages.subspan(half));
}

}  // namespace

ports::Task<ports::Result<void>> KafkaFanOutStage::hand_on(std::vector<domain::Delivery> outputs,
                                                           ports::Offset offset) {
  const Portion portion(cluster().producer().options());
  auto records = cluster().batch_of<domain::Delivery>();
  wire::DeliveryWriter writer;
  for (const auto& delivery : outputs) {
    records.add(RecordKind<domain::Delivery>::key(delivery),
                [&](std::string& out) { writer.append(out, delivery); });
    if (!portion.full(records)) continue;
    const auto appended = co_await cluster().producer().append(std::move(records));
    if (!appended) co_return appended;
    records = cluster().batch_of<domain::Delivery>();
  }
  const auto appended = co_await cluster().producer().append(std::move(records));
  if (appended) reader().done(offset);
  co_return appended;
}

ports::Task<ports::Result<void>> KafkaAggregateStage::hand_on(std::vector<domain::Batch> outputs,
                                                              ports::Offset offset) {
  const Portion portion(cluster().producer().options());
  auto records = cluster().batch_of<domain::Batch>();
  for (const auto& batch : outputs) {
    add(records, batch.recipient, batch.messages);
    if (!portion.full(records)) continue;
    const auto appended = co_await cluster().producer().append(std::move(records));
    if (!appended) co_return appended;
    records = cluster().batch_of<domain::Batch>();
  }
  const auto appended = co_await cluster().producer().append(std::move(records));
  if (appended) reader().done(offset);
  co_return appended;
}

}  // namespace caravan::kafka
