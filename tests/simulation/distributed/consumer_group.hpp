#pragma once

#include <array>
#include <set>
#include <vector>

#include "distributed/broker.hpp"
#include "ports/message_log.hpp"

namespace caravan::simulation {

// The group `fan_out`, as brokers know it: who reads which partition, and where whoever reads it next begins.
class ConsumerGroup {
 public:
  struct Partition {
    Life owner = 0;
    std::size_t committed = 0;
  };

  void join(Life life, SeededRandom& random);
  void leave(Life life, SeededRandom& random);
  // Refused to whoever does not own the partition any more.
  void commit(Life life, std::size_t partition, std::size_t next);

  const Partition& partition(std::size_t index) const { return partitions_[index]; }

 private:
  void rebalance(SeededRandom& random);

  std::set<Life> members_;
  std::array<Partition, kPartitions> partitions_;
};

// A member of the group: it learns of changes when it asks for records.
class SimGroupStage final : public ports::FanOutStage {
 public:
  SimGroupStage(const Surroundings& around, Broker& broker, ConsumerGroup& group)
      : around_(around), broker_(broker), group_(group), random_(around.world.random.fork()) {}

  ports::Task<ports::Result<std::vector<ports::Logged<domain::Message>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override;
  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Delivery> outputs,
                                                     ports::Offset offset) override;
  ports::Task<ports::Result<void>> commit(ports::Offset offset) override;

 private:
  struct Read {
    ports::Offset number;
    std::size_t partition;
    std::size_t next;  // where reading goes on behind it
  };

  void follow_assignment();
  std::vector<ports::Logged<domain::Message>> read(std::size_t count_max);

  const Surroundings around_;
  Broker& broker_;
  ConsumerGroup& group_;
  SeededRandom random_;
  std::array<bool, kPartitions> owned_{};
  std::array<std::size_t, kPartitions> position_{};
  std::vector<Read> reads_;
  ports::Offset last_ = 0;
};

}  // namespace caravan::simulation
