#include "adapters/kafka/kafka_log.hpp"

#include <algorithm>
#include <span>

#include "wire/message_json.hpp"

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

// About what their records take, keys included: characters that are escaped take more.
constexpr std::size_t bytes_of(const domain::Message& message) {
  return wire::message_bytes_beside_body + message.body.size();
}
std::size_t bytes_of(std::span<const domain::Delivery> deliveries) {
  std::size_t bytes = 0;
  for (const auto& delivery : deliveries)
    bytes += bytes_of(*delivery.message);
  return bytes;
}
std::size_t bytes_of(std::span<const domain::Batch> batches) {
  std::size_t bytes = 0;
  for (const auto& batch : batches)
    for (const auto& message : batch.messages)
      bytes += bytes_of(*message);
  return bytes;
}

// A batch, or a part of it, that need not be copied to be cut.
struct BatchPart {
  domain::BatchKey key;
  std::span<const domain::SharedMessage> messages;
  std::span<const std::int64_t> offsets;  // one for each message, or none
  std::int64_t after;

  explicit BatchPart(const domain::Batch& batch)
      : key(batch.key), messages(batch.messages), offsets(batch.offsets), after(batch.after) {}
  BatchPart first(std::size_t count) const {
    auto part = *this;
    part.messages = messages.first(count);
    if (!offsets.empty()) part.offsets = offsets.first(count);
    return part;
  }
  BatchPart without_first(std::size_t count) const {
    auto part = *this;
    part.messages = messages.subspan(count);
    if (offsets.empty()) return part;
    part.offsets = offsets.subspan(count);
    part.after = offsets[count - 1];
    return part;
  }
};

void add(RecordBatch& records, const BatchPart& batch, std::string& scratch) {
  scratch.clear();
  wire::append_batch(scratch, batch.key, batch.messages, batch.offsets, batch.after);
  if (scratch.size() <= kBatchBytesMax || batch.messages.size() <= 1) {
    records.add(record_key(batch.key), scratch);
    return;
  }
  const auto half = batch.messages.size() / 2;
  add(records, batch.first(half), scratch);
  add(records, batch.without_first(half), scratch);
}

}  // namespace

ports::Task<ports::Result<void>> KafkaFanOutStage::append_and_commit(std::vector<domain::Delivery> outputs,
                                                                     ports::Offset offset) {
  const Portion portion(cluster().producer().options());
  auto records = cluster().batch_of<domain::Delivery>();
  records.reserve(outputs.size(), std::min(bytes_of(outputs), portion.bytes_max));
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

ports::Task<ports::Result<void>> append_batches(Cluster& cluster, const std::vector<domain::Batch>& batches) {
  const Portion portion(cluster.producer().options());
  auto records = cluster.batch_of<domain::Batch>();
  records.reserve(batches.size(), std::min(bytes_of(batches), portion.bytes_max));
  std::string scratch;
  for (const auto& batch : batches) {
    add(records, BatchPart(batch), scratch);
    if (!portion.full(records)) continue;
    const auto appended = co_await cluster.producer().append(std::move(records));
    if (!appended) co_return appended;
    records = cluster.batch_of<domain::Batch>();
  }
  co_return co_await cluster.producer().append(std::move(records));
}

}  // namespace caravan::kafka
