#include "adapters/kafka/kafka_inbox.hpp"

namespace caravan::kafka {

ports::Task<ports::Result<ports::InboxPage>> KafkaInbox::since(domain::UserId recipient, ports::Offset offset,
                                                               std::size_t count_max) {
  const auto caught_up = co_await catch_up(recipient, offset);
  if (!caught_up) co_return caught_up.error();
  co_return reader_.since(recipient, offset, count_max);
}

ports::Task<ports::Result<std::string>> KafkaInbox::epoch() {
  constexpr ports::Offset before_all = 0;
  const auto caught_up = co_await catch_up({}, before_all);
  if (!caught_up) co_return caught_up.error();
  co_return reader_.epoch();
}

ports::Task<ports::Result<void>> KafkaInbox::catch_up(domain::UserId recipient, ports::Offset offset) {
  auto& clock = reader_.clock();
  runtime::BroadcastEvent::Waiter progress(reader_.progress());
  const auto deadline = clock.now() + options_.catch_up_timeout;
  while (!(reader_.ready() && reader_.has_read(recipient, offset)) && clock.now() < deadline)
    co_await clock.wait(progress.event(), deadline);
  if (!reader_.ready())
    co_return ports::Error{ports::Errc::unavailable, "deliveries have not been read back yet"};
  co_return ports::Result<void>{};
}

}  // namespace caravan::kafka
