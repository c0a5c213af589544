#pragma once

#include <algorithm>
#include <atomic>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_cursor.hpp"
#include "adapters/sqlite/log_writes.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

// The consumers of the embedded log. Each must go before its database does.
namespace caravan::sqlite {

// Implements `Interface`, a `ports::Consumer<In>` or what extends it. Consumers of one name share a place:
// only one of them may be at work.
template <class In, class Interface = ports::Consumer<In>>
class SqliteConsumer : public Interface {
 public:
  SqliteConsumer(Database& database, runtime::Clock& clock, std::string name,
                 Beginning beginning = Beginning::oldest)
      : SqliteConsumer(database, clock, std::move(name), nullptr) {
    beginning_ = beginning;
  }

  ports::Task<ports::Result<Records<In>>> next(std::size_t count_max, ports::SteadyTime deadline) override {
    if (!started_) {
      RegisterConsumer registration{topic(), name_, beginning_};
      const auto place = co_await database_.writer().run(std::move(registration));
      if (!place) co_return place.error();
      cursor_.move_to(*place);
      note_done(*place);
      started_ = true;
    }
    co_return co_await cursor_.next(count_max, deadline);
  }

  ports::Task<ports::Result<void>> commit(ports::Offset offset) override {
    SetDone write = done_up_to(offset);
    const auto written = co_await database_.writer().run(std::move(write));
    if (written) note_done(offset);
    co_return written;
  }

  // How far its place is behind the end of the log, in offsets. From any thread.
  ports::Offset behind() const {
    ports::Offset done = done_;
    if (done_elsewhere_) done = std::max<ports::Offset>(done, done_elsewhere_->up_to);
    return database_.topics().template of<In>().committed - done;
  }

 protected:
  // With a place that others move on, too.
  SqliteConsumer(Database& database, runtime::Clock& clock, std::string name, FannedOut* done_elsewhere)
      : database_(database),
        name_(std::move(name)),
        done_elsewhere_(done_elsewhere),
        cursor_(database, clock, done_elsewhere) {}

  void note_done(ports::Offset offset) { done_ = offset; }
  Database& database() { return database_; }
  SetDone done_up_to(ports::Offset offset) const { return {topic(), name_, offset}; }

 private:
  std::string_view topic() const { return database_.topics().template of<In>().name; }

  Database& database_;
  std::string name_;
  Beginning beginning_ = Beginning::oldest;
  FannedOut* done_elsewhere_;
  LogCursor<In> cursor_;
  bool started_ = false;
  std::atomic<ports::Offset> done_ = 0;
};

// Has nothing to read while messages are fanned out at once.
class SqliteFanOutStage final : public SqliteConsumer<domain::Message, ports::FanOutStage> {
 public:
  SqliteFanOutStage(Database& database, runtime::Clock& clock, const std::string& name)
      : SqliteConsumer(database, clock, name,
                       name == kFanOutConsumer ? &database.topics().fanned_out : nullptr) {}

  ports::Task<ports::Result<Records<domain::Message>>> next(std::size_t count_max,
                                                            ports::SteadyTime deadline) override;
  ports::Task<ports::Result<void>> commit(ports::Offset offset) override;
  // Deliveries and offset in one transaction: the hop is exactly once. Messages that are done already, be it
  // at once when they were accepted, are left out.
  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Delivery> outputs,
                                                     ports::Offset offset) override;

 private:
  void forget(ports::Offset done);

  // Of the messages that were read and are not done, so that their deliveries need no look-up.
  std::unordered_map<domain::MessageKey, ports::Offset> seqs_;
};

template <class In>
class SqliteBatchingStage final : public SqliteConsumer<In, ports::Stage<In, domain::Batch>> {
 public:
  using SqliteConsumer<In, ports::Stage<In, domain::Batch>>::SqliteConsumer;

  // Batches and offset in one transaction: the hop is exactly once.
  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Batch> outputs,
                                                     ports::Offset offset) override {
    AppendBatches append{rows_of(outputs), this->done_up_to(offset)};
    const auto handed_on = co_await this->database().writer().run(std::move(append));
    if (handed_on) this->note_done(offset);
    co_return handed_on;
  }
};

using SqliteAggregateStage = SqliteBatchingStage<domain::Delivery>;
using SqliteStreamStage = SqliteBatchingStage<domain::Message>;

using SqliteBatchConsumer = SqliteConsumer<domain::Batch>;

}  // namespace caravan::sqlite
