#pragma once

#include <set>
#include <utility>
#include <vector>

#include "attended.hpp"
#include "log.hpp"

namespace caravan::simulation {

// Writes down what the aggregate takes from the log and what it hands on.
class WatchedAggregateStage final : public ports::AggregateStage {
 public:
  WatchedAggregateStage(Store& store, Attended& attended)
      : world_(store.world()), attended_(attended), stage_(store, "aggregate") {}

  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override {
    auto deliveries = co_await stage_.next(count_max, deadline);
    if (deliveries)
      for (const auto& [offset, delivery, place] : *deliveries)
        note_taken({delivery.recipient, delivery.message->key()});
    co_return deliveries;
  }
  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Batch> batches,
                                                     ports::Offset offset) override {
    const auto handed_on = co_await stage_.append_and_commit(batches, offset);
    if (handed_on)
      for (const auto& batch : batches)
        for (const auto& message : batch.messages)
          attended_.batched.try_emplace({*batch.reader(), message->key()}, world_.clock.now());
    co_return handed_on;
  }
  ports::Task<ports::Result<void>> commit(ports::Offset offset) override { return stage_.commit(offset); }

 private:
  // A restart reads again what was not done. Within one life a delivery may come twice.
  void note_taken(const Attended::Key& key) {
    if (!taken_.insert(key).second || attended_.batched.contains(key)) return;
    attended_.taken.insert_or_assign(key, world_.clock.now());
  }

  World& world_;
  Attended& attended_;
  SimAggregateStage stage_;
  std::set<Attended::Key> taken_;  // by this process
};

}  // namespace caravan::simulation
