#include "distributed/consumer_group.hpp"

#include <algorithm>
#include <iterator>

namespace caravan::simulation {

using namespace std::chrono_literals;

void ConsumerGroup::join(Life life, SeededRandom& random) {
  members_.insert(life);
  rebalance(random);
}

void ConsumerGroup::leave(Life life, SeededRandom& random) {
  if (members_.erase(life) > 0) rebalance(random);
}

void ConsumerGroup::rebalance(SeededRandom& random) {
  for (auto& partition : partitions_)
    partition.owner =
        members_.empty()
            ? 0
            : *std::next(members_.begin(), static_cast<std::ptrdiff_t>(random.below(members_.size())));
}

void ConsumerGroup::commit(Life life, std::size_t partition, std::size_t next) {
  auto& committed = partitions_[partition];
  if (committed.owner == life) committed.committed = std::max(committed.committed, next);
}

ports::Task<ports::Result<std::vector<ports::Logged<domain::Message>>>> SimGroupStage::next(
    std::size_t count_max, ports::SteadyTime deadline) {
  for (;;) {
    co_await around_.network.travel();
    follow_assignment();
    auto records = read(count_max);
    if (around_.world.bug == Bug::committed_before_handed_on)
      for (const auto& each : reads_)
        group_.commit(around_.life, each.partition, each.next);
    if (!records.empty() || around_.world.clock.now() >= deadline) co_return records;
  }
}

void SimGroupStage::follow_assignment() {
  for (std::size_t i = 0; i < kPartitions; ++i) {
    const bool owns = group_.partition(i).owner == around_.life;
    if (owns && !owned_[i]) position_[i] = group_.partition(i).committed;
    // What was read of it is its next owner's business.
    if (!owns && owned_[i]) std::erase_if(reads_, [i](const Read& each) { return each.partition == i; });
    owned_[i] = owns;
  }
}

std::vector<ports::Logged<domain::Message>> SimGroupStage::read(std::size_t count_max) {
  std::vector<ports::Logged<domain::Message>> records;
  for (std::size_t i = 0; i < kPartitions; ++i) {
    const auto& [leader, log] = broker_.partitions[i];
    if (!owned_[i] || leader.is_away(around_.world.clock.now())) continue;
    for (auto& position = position_[i]; position < log.size() && records.size() < count_max;) {
      records.push_back({++last_, log[position]});
      reads_.push_back({last_, i, ++position});
    }
  }
  return records;
}

ports::Task<ports::Result<void>> SimGroupStage::append_and_commit(std::vector<domain::Delivery> outputs,
                                                                  ports::Offset offset) {
  co_await around_.network.travel();
  const auto arrives =
      random_.one_in(around_.world.faults.store_refuses) ? random_.below(outputs.size() + 1) : outputs.size();
  for (std::size_t i = 0; i < arrives; ++i)
    around_.ledger.delivered(outputs[i].recipient, outputs[i].message->key());
  if (arrives < outputs.size())
    co_return ports::Error{ports::Errc::unavailable, "simulated: not all were taken"};
  co_return co_await commit(offset);
}

ports::Task<ports::Result<void>> SimGroupStage::commit(ports::Offset offset) {
  co_await around_.network.travel();
  for (const auto& each : reads_)
    if (each.number <= offset) group_.commit(around_.life, each.partition, each.next);
  std::erase_if(reads_, [offset](const Read& each) { return each.number <= offset; });
  co_return ports::Result<void>();
}

}  // namespace caravan::simulation
