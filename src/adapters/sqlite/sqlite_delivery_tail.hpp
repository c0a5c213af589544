#pragma once

#include <atomic>
#include <mutex>

#include "adapters/sqlite/database.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::sqlite {

// While its reader waits, the writer's thread hands him what it has just committed: no other thread is woken
// for it. Must go before its database does.
class SqliteDeliveryTail final : public ports::DeliveryTail, private DeliveryFollower {
 public:
  // More than these at once are left to the reader: they are worth waking him, and the writer has other work.
  static constexpr std::size_t kTakenMax = 32;

  SqliteDeliveryTail(Database& database, runtime::Clock& clock);
  SqliteDeliveryTail(const SqliteDeliveryTail&) = delete;
  SqliteDeliveryTail& operator=(const SqliteDeliveryTail&) = delete;
  ~SqliteDeliveryTail() override;

  void hand_to(Take take) override;
  ports::Offset position(domain::UserId) const override { return position_; }
  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override;

 private:
  using Deliveries = std::vector<ports::Logged<domain::Delivery>>;

  void appended() override;
  bool taken();
  // False when there is something to read.
  bool begin_to_wait(ports::Offset end);
  ports::Task<void> wait(ports::SteadyTime deadline);
  ports::Task<ports::Result<Deliveries>> read(std::size_t count_max);

  Database& database_;
  runtime::Clock& clock_;
  Topics& topics_;
  runtime::AutoResetEvent event_;  // is set when there are deliveries that nobody took
  std::atomic<ports::Offset> position_;

  std::mutex mutex_;  // for what follows, and for `position_` while the reader waits
  Take take_;
  bool waiting_ = false;
};

}  // namespace caravan::sqlite
