#pragma once

#include <atomic>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_rows.hpp"
#include "runtime/clock.hpp"

namespace caravan::sqlite {

// A reading place in one topic: looks, waits for a commit, looks again. One coroutine drives it.
template <class Record>
class LogCursor {
 public:
  LogCursor(Database& database, runtime::Clock& clock)
      : database_(database),
        clock_(clock),
        end_(database.topics().of<Record>()),
        appended_(end_.appended),
        position_(end_.committed.load()) {}

  // At first the end of the log. From any thread.
  ports::Offset position() const { return position_; }
  void move_to(ports::Offset position) { position_ = position; }

  ports::Task<ports::Result<Records<Record>>> next(std::size_t count_max, ports::SteadyTime deadline) {
    for (;;) {
      if (end_.committed > position_) {
        auto records = co_await read(position_, count_max);
        if (records && !records->empty()) position_ = records->back().offset;
        if (!records || !records->empty()) co_return records;
      }
      if (clock_.now() >= deadline) co_return Records<Record>{};
      co_await clock_.wait(appended_.alarm(), deadline);
    }
  }

 private:
  auto read(ports::Offset after, std::size_t count_max) {
    return database_.reads().run([time = database_.stored_time(), after,
                                  count_max](Connection& connection) -> ports::Result<Records<Record>> {
      return read_log<Record>(connection, time, after, count_max);
    });
  }

  Database& database_;
  runtime::Clock& clock_;
  TopicEnd& end_;
  runtime::AlarmGroup::Member appended_;
  std::atomic<ports::Offset> position_;
};

}  // namespace caravan::sqlite
