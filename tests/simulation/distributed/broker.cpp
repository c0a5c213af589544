#include "distributed/broker.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

Producer::Producer(const Surroundings& around, Broker& broker)
    : around_(around), broker_(broker), random_(around.world.random.fork()) {}

ports::Task<bool> Producer::append(domain::Message message, runtime::SteadyTime deadline) {
  auto& clock = around_.world.clock;
  auto& queue = queues_[partition_of(message.chat)];
  const auto record =
      std::make_shared<Record>(std::move(message), clock.now() + promises_.confirm_timeout, std::nullopt);
  queue.records.push_back(record);
  queue.filled.set();
  while (!record->confirmed && clock.now() < deadline)
    co_await clock.wait(record->settled, deadline);
  co_return record->confirmed.value_or(false);
}

ports::Task<void> Producer::run(std::size_t partition) {
  auto& clock = around_.world.clock;
  auto& queue = queues_[partition];
  const auto& leader = broker_.partitions[partition].leader;
  for (;;) {
    while (queue.records.empty())
      co_await clock.wait(queue.filled, runtime::SteadyTime::max());
    co_await around_.network.travel();
    give_up_what_is_late(queue);
    if (queue.records.empty()) continue;
    if (leader.is_away(clock.now()))
      co_await clock.sleep_until(std::min(leader.back_at, queue.records.front()->give_up));
    else
      co_await transmit(partition, 1 + random_.below(queue.records.size()));
  }
}

// It sends again until it knows: brokers drop what they have already.
ports::Task<void> Producer::transmit(std::size_t partition, std::size_t count) {
  auto& world = around_.world;
  auto& queue = queues_[partition];
  for (std::size_t i = 0; i < count; ++i) {
    broker_.partitions[partition].records.push_back(queue.records[i]->message);
    around_.ledger.landed(queue.records[i]->message, partition);
  }
  co_await around_.network.travel();
  if (random_.one_in(world.faults.network_loses)) {
    around_.ledger.partition_trouble(partition);
    co_await world.clock.sleep_until(world.clock.now() + random_.between(50ms, 600ms));
  }
  for (; count > 0; --count)
    settle_first(queue, world.clock.now() < queue.records.front()->give_up);
}

void Producer::give_up_what_is_late(Queue& queue) {
  while (!queue.records.empty() && queue.records.front()->give_up <= around_.world.clock.now())
    settle_first(queue, false);
}

void Producer::settle_first(Queue& queue, bool confirmed) {
  auto& record = *queue.records.front();
  record.confirmed = confirmed;
  record.settled.set();
  queue.records.pop_front();
}

ports::Task<ports::Result<void>> SimMessageLog::append(domain::Message message, ports::SteadyTime deadline) {
  const auto key = message.key();
  around_.ledger.append_begins(around_.life, message, is_relay_, clock_.wall());
  const bool confirmed = co_await producer_.append(std::move(message), deadline);
  if (confirmed) co_return ports::Result<void>();
  around_.ledger.append_failed(around_.life, key);
  co_return ports::Error{ports::Errc::unavailable, "simulated: no confirmation in time"};
}

ports::Task<void> Hearing::run() {
  if (around_.world.bug == Bug::floor_not_awaited) acceptance_.floor_is_known();
  std::set<std::size_t> heard;
  for (;;) {
    for (std::size_t partition = 0; partition < kPartitions; ++partition)
      if (co_await hear(partition)) heard.insert(partition);
    if (heard.size() == kPartitions) acceptance_.floor_is_known();
    co_await pause();
  }
}

// False when its leader is away: that holds up no other partition.
ports::Task<bool> Hearing::hear(std::size_t partition) {
  const auto& [leader, records] = broker_.partitions[partition];
  co_await around_.network.travel();
  if (leader.is_away(around_.world.clock.now())) co_return false;
  for (auto& heard = heard_[partition]; heard < records.size(); ++heard)
    if (around_.world.bug != Bug::times_unheard) acceptance_.see(records[heard].time.instant());
  co_return true;
}

ports::Task<void> Hearing::pause() {
  return around_.world.clock.sleep_until(around_.world.clock.now() + random_.between(5ms, 50ms));
}

}  // namespace caravan::simulation
