#include "adapters/kafka/kafka_inbox.hpp"

namespace caravan::kafka {

ports::Task<ports::Result<ports::InboxPage>> KafkaInbox::since(domain::UserId recipient, ports::Offset offset,
                                                               std::size_t count_max) {
  auto& clock = reader_.clock();
  runtime::AlarmGroup::Member progress(reader_.progress());
  const auto deadline = clock.now() + options_.catch_up_timeout;
  while (!(reader_.ready() && reader_.has_read(recipient, offset)) && clock.now() < deadline)
    co_await clock.wait(progress.alarm(), deadline);
  if (!reader_.ready())
    co_return ports::Error{ports::Errc::unavailable, "deliveries have not been read back yet"};
  co_return reader_.since(recipient, offset, count_max);
}

}  // namespace caravan::kafka
