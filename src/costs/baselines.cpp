#include "costs/baselines.hpp"

namespace caravan::costs {

Baselines::Cost Baselines::of(const Arrival& arrival) {
  const domain::Stream stream{arrival.chat, arrival.sender};
  const std::uint64_t message_bytes = arrival.bytes + options_.batches_message_bytes;
  Cost cost;
  auto& single = cost.one_write_per_message;
  single.writes = one_write_per_message_.begins(stream, arrival.time) ? 1 : 0;
  single.reads = options_.listeners;
  single.bytes_out = options_.listeners * (message_bytes + options_.document_bytes);

  auto& grouped = cost.inactivity;
  grouped.writes = written_.begins(stream, arrival.time) ? 1 : 0;
  const bool new_document = read_.begins({stream, arrival.recipient}, arrival.time);
  grouped.reads = new_document ? options_.listeners : 0;
  grouped.bytes_out = options_.listeners * (message_bytes + (new_document ? options_.document_bytes : 0));
  return cost;
}

}  // namespace caravan::costs
