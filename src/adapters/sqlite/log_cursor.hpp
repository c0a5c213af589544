#pragma once

#include <algorithm>
#include <atomic>
#include <type_traits>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_rows.hpp"
#include "runtime/clock.hpp"

namespace caravan::sqlite {

// A reading place in one topic: looks, waits for a commit, looks again. One coroutine drives it.
template <class Record>
class LogCursor {
 public:
  // Passes over what is done elsewhere, as far as that grows, without a look at it, and does not wake for it.
  LogCursor(Database& database, runtime::Clock& clock, FannedOut* done_elsewhere = nullptr)
      : database_(database),
        clock_(clock),
        end_(database.topics().of<Record>()),
        done_elsewhere_(done_elsewhere),
        appended_(done_elsewhere ? done_elsewhere->left : end_.appended),
        position_(end_.committed.load()) {}

  // At first the end of the log. From any thread.
  ports::Offset position() const { return position_; }
  void move_to(ports::Offset position) { position_ = position; }

  ports::Task<ports::Result<Records<Record>>> next(std::size_t count_max, ports::SteadyTime deadline) {
    for (;;) {
      const ports::Offset end = end_.committed;  // first, see `FannedOut::up_to`
      if (done_elsewhere_) position_ = std::max<ports::Offset>(position_, done_elsewhere_->up_to);
      if (end > position_) {
        auto records = co_await read(position_, count_max);
        if (records && !records->empty()) position_ = records->back().offset;
        if (!records || !records->empty()) co_return records;
      }
      if (clock_.now() >= deadline) co_return Records<Record>{};
      co_await clock_.wait(appended_.event(), deadline);
    }
  }

 private:
  ports::Task<ports::Result<Records<Record>>> read(ports::Offset after, std::size_t count_max) {
    if constexpr (std::is_same_v<Record, domain::Delivery>) {
      auto recent = database_.topics().recent_deliveries.after(after, count_max);
      if (recent) co_return *std::move(recent);
    }
    co_return co_await database_.reads().run([time = database_.stored_time(), after, count_max](
                                                 Connection& connection) -> ports::Result<Records<Record>> {
      return read_log<Record>(connection, time, after, count_max);
    });
  }

  Database& database_;
  runtime::Clock& clock_;
  TopicEnd& end_;
  FannedOut* done_elsewhere_;
  runtime::BroadcastEvent::Waiter appended_;
  std::atomic<ports::Offset> position_;
};

}  // namespace caravan::sqlite
