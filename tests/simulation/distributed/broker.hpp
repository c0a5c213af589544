#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "distributed/tables.hpp"
#include "pipeline/accept/store_then_log.hpp"

namespace caravan::simulation {

constexpr std::size_t kPartitions = 3;

inline std::size_t partition_of(domain::ChatId chat) {
  return std::hash<domain::ChatId>{}(chat) % kPartitions;
}

// `chat_messages` on its brokers: partitions that are away one by one.
struct Broker {
  struct Partition {
    Server leader;
    std::vector<domain::Message> records;
  };
  std::array<Partition, kPartitions> partitions;
};

// A node's producer: what it is given for a partition arrives in that order, once, or is given up after the
// confirm timeout. A confirmation may be lost.
class Producer {
 public:
  Producer(const Surroundings& around, Broker& broker);

  // False when there was no confirmation by `deadline`: the record may be there, or come to be.
  ports::Task<bool> append(domain::Message message, runtime::SteadyTime deadline);
  // Of one partition; runs until cancelled.
  ports::Task<void> run(std::size_t partition);

 private:
  struct Record {
    domain::Message message;
    runtime::SteadyTime give_up;
    std::optional<bool> confirmed;
    runtime::AutoResetEvent settled;
  };
  struct Queue {
    std::deque<std::shared_ptr<Record>> records;
    runtime::AutoResetEvent filled;
  };

  ports::Task<void> transmit(std::size_t partition, std::size_t count);
  void give_up_what_is_late(Queue& queue);
  static void settle_first(Queue& queue, bool confirmed);

  const Surroundings around_;
  Broker& broker_;
  SeededRandom random_;
  const Promises promises_;
  std::array<Queue, kPartitions> queues_;
};

// The log, as acceptance or as the relay sees it.
class SimMessageLog final : public ports::MessageLog {
 public:
  SimMessageLog(const Surroundings& around, Producer& producer, runtime::Clock& clock, bool is_relay)
      : around_(around), producer_(producer), clock_(clock), is_relay_(is_relay) {}

  ports::Task<ports::Result<void>> append(domain::Message message, ports::SteadyTime deadline) override;
  std::size_t part_of(domain::ChatId chat) const override {
    return around_.world.bug == Bug::partitions_fail_together ? 0 : partition_of(chat);
  }

 private:
  const Surroundings around_;
  Producer& producer_;
  runtime::Clock& clock_;
  const bool is_relay_;
};

// Hears the times that other nodes give, as a node of the program does.
class Hearing {
 public:
  Hearing(const Surroundings& around, Broker& broker, accept::StoreThenLog& acceptance)
      : around_(around), broker_(broker), acceptance_(acceptance), random_(around.world.random.fork()) {}

  ports::Task<void> run();

 private:
  ports::Task<bool> hear(std::size_t partition);
  ports::Task<void> pause();

  const Surroundings around_;
  Broker& broker_;
  accept::StoreThenLog& acceptance_;
  SeededRandom random_;
  std::array<std::size_t, kPartitions> heard_{};
};

}  // namespace caravan::simulation
