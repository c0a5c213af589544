#include "adapters/sqlite/sqlite_log.hpp"

namespace caravan::sqlite {

ports::Task<ports::Result<Records<domain::Message>>> SqliteFanOutStage::next(std::size_t count_max,
                                                                             ports::SteadyTime deadline) {
  auto records = co_await SqliteConsumer::next(count_max, deadline);
  if (!records) co_return records;
  for (const auto& logged : *records)
    seqs_.emplace(logged.record.key(), logged.offset);
  co_return records;
}

ports::Task<ports::Result<void>> SqliteFanOutStage::commit(ports::Offset offset) {
  forget(offset);
  return SqliteConsumer::commit(offset);
}

ports::Task<ports::Result<void>> SqliteFanOutStage::append_and_commit(std::vector<domain::Delivery> outputs,
                                                                      ports::Offset offset) {
  AppendDeliveries append{{}, done_up_to(offset)};
  append.rows.reserve(outputs.size());
  for (const auto& delivery : outputs) {
    const auto key = delivery.message->key();
    const auto known = seqs_.find(key);
    append.rows.push_back({delivery.recipient, delivery.message, known == seqs_.end() ? 0 : known->second});
  }
  const auto handed_on = co_await database().writer().run(std::move(append));
  if (handed_on) {
    forget(offset);
    note_done(offset);
  }
  co_return handed_on;
}

void SqliteFanOutStage::forget(ports::Offset done) {
  std::erase_if(seqs_, [done](const auto& known) { return known.second <= done; });
}

}  // namespace caravan::sqlite
