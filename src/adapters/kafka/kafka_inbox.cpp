#include "adapters/kafka/kafka_inbox.hpp"

namespace caravan::kafka {
namespace {

ports::Error not_read_back() {
  return {ports::Errc::unavailable, "deliveries have not been read back yet"};
}

}  // namespace

ports::Task<ports::Result<ports::InboxPage>> KafkaInbox::since(domain::UserId recipient, ports::Offset offset,
                                                               std::size_t count_max) {
  auto& clock = reader_.clock();
  runtime::AlarmGroup::Member progress(reader_.progress());
  const auto deadline = clock.now() + options_.catch_up_timeout;
  while (!(reader_.ready() && reader_.has_read(recipient, offset)) && clock.now() < deadline)
    co_await clock.wait(progress.alarm(), deadline);
  if (!reader_.ready()) co_return not_read_back();
  co_return reader_.since(recipient, offset, count_max);
}

ports::Task<ports::Result<std::string>> KafkaInbox::epoch() {
  auto& clock = reader_.clock();
  runtime::AlarmGroup::Member progress(reader_.progress());
  const auto deadline = clock.now() + options_.catch_up_timeout;
  while (!reader_.ready() && clock.now() < deadline)
    co_await clock.wait(progress.alarm(), deadline);
  if (!reader_.ready()) co_return not_read_back();
  co_return reader_.epoch();
}

}  // namespace caravan::kafka
