#include "adapters/kafka/kafka_delivery_tail.hpp"

namespace caravan::kafka {

ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> KafkaDeliveryTail::next(
    std::size_t count_max, ports::SteadyTime deadline) {
  auto& clock = reader_.clock();
  for (;;) {
    if (reader_.tail().take_broken())
      co_return ports::Error{ports::Errc::not_found,
                             "the topic of deliveries was made anew, or has lost what was not read yet"};
    auto records = reader_.tail().take(count_max);
    if (!records.empty() || clock.now() >= deadline) co_return records;
    co_await clock.wait(reader_.tail().news(), deadline);
  }
}

}  // namespace caravan::kafka
