#include "adapters/sqlite/sqlite_delivery_tail.hpp"

#include <utility>

#include "adapters/sqlite/log_rows.hpp"

namespace caravan::sqlite {

SqliteDeliveryTail::SqliteDeliveryTail(Database& database, runtime::Clock& clock)
    : database_(database),
      clock_(clock),
      topics_(database.topics()),
      position_(topics_.chat_deliveries.committed.load()) {
  topics_.delivery_followers.add(*this);
}

SqliteDeliveryTail::~SqliteDeliveryTail() {
  topics_.delivery_followers.remove(*this);
}

void SqliteDeliveryTail::hand_to(Take take) {
  const std::lock_guard lock(mutex_);
  take_ = std::move(take);
}

void SqliteDeliveryTail::appended() {
  if (!taken()) event_.set();
}

bool SqliteDeliveryTail::taken() {
  const std::lock_guard lock(mutex_);
  if (!waiting_ || !take_) return false;
  const auto recent = topics_.recent_deliveries.after(position_, kTakenMax + 1);
  if (!recent || recent->size() > kTakenMax) return false;
  if (recent->empty()) return true;
  // First the position: whoever joins the readers now and is not shown these must know that they are past.
  position_ = recent->back().offset;
  take_(*recent);
  return true;
}

ports::Task<ports::Result<SqliteDeliveryTail::Deliveries>> SqliteDeliveryTail::next(
    std::size_t count_max, ports::SteadyTime deadline) {
  for (;;) {
    const ports::Offset end = topics_.chat_deliveries.committed;
    if (end > position_) {
      auto deliveries = co_await read(count_max);
      if (deliveries && !deliveries->empty()) position_ = deliveries->back().offset;
      if (!deliveries || !deliveries->empty()) co_return deliveries;
    }
    if (clock_.now() >= deadline) co_return Deliveries{};
    if (begin_to_wait(end)) co_await wait(deadline);
  }
}

bool SqliteDeliveryTail::begin_to_wait(ports::Offset end) {
  const std::lock_guard lock(mutex_);
  // What was committed since then was told to nobody who waits.
  waiting_ = topics_.chat_deliveries.committed == end;
  return waiting_;
}

ports::Task<void> SqliteDeliveryTail::wait(ports::SteadyTime deadline) {
  const auto stop_waiting = [this] {
    const std::lock_guard lock(mutex_);
    waiting_ = false;
  };
  try {
    co_await clock_.wait(event_, deadline);
  } catch (...) {
    stop_waiting();
    throw;
  }
  stop_waiting();
}

ports::Task<ports::Result<SqliteDeliveryTail::Deliveries>> SqliteDeliveryTail::read(std::size_t count_max) {
  if (auto recent = topics_.recent_deliveries.after(position_, count_max)) co_return *std::move(recent);
  co_return co_await database_.reads().run([time = database_.stored_time(), after = position_.load(),
                                            count_max](Connection& connection) -> ports::Result<Deliveries> {
    return read_log<domain::Delivery>(connection, time, after, count_max);
  });
}

}  // namespace caravan::sqlite
