#include "adapters/sqlite/writer.hpp"

#include <algorithm>
#include <chrono>
#include <pthread.h>
#include <sqlite3.h>

#include "adapters/sqlite/wal_space.hpp"
#include "observe/log.hpp"

namespace caravan::sqlite {

namespace {

constexpr std::size_t kWalFrameBytes = 4096 + 24;  // a page and its header

// A disk that hung once must not make the next write wait for others.
constexpr std::chrono::milliseconds kGatherMax{1};

int remember_wal_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

// What a failed COMMIT means: when the disk did not confirm, the frames may still survive a crash.
ports::Error commit_error(const SqliteError& error) {
  auto answer = to_port_error(error);
  if ((error.code() & 0xff) == SQLITE_IOERR) answer.code = ports::Errc::uncertain;
  return answer;
}

}  // namespace

Writer::Writer(Connection& connection, WriteTransaction& transaction, Topics& topics, Options options,
               observe::Metrics& metrics)
    : connection_(connection),
      transaction_(transaction),
      topics_(topics),
      options_(options),
      group_size_(metrics.size("caravan_sqlite_group_writes", "Writes in one transaction")),
      commit_seconds_(metrics.latency("caravan_sqlite_commit_seconds", "From a group's begin to its commit")),
      failed_groups_(
          metrics.counter("caravan_sqlite_failed_groups_total", "Transactions that were rolled back")),
      queued_(metrics.gauge("caravan_sqlite_queued_writes", "Writes that wait for their transaction")) {
  transaction_.leave_to_the_file(topics_);
  transaction_.publish(topics_);
  // A hook of our own replaces SQLite's checkpoint inside COMMIT, which would keep a whole group waiting.
  sqlite3_wal_hook(connection_.handle(), remember_wal_pages, &wal_pages_);
  thread_ = std::thread([this] { work(); });
  pthread_setname_np(thread_.native_handle(), "sqlite-writer");
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Writer::offer(std::unique_ptr<Job>& job) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= options_.queue_max) return false;
    queue_.push_back(std::move(job));
    wake = queue_.size() == wake_at_;
  }
  if (wake) wake_.notify_one();
  return true;
}

void Writer::work() {
  make_room_for_the_log();
  Group group;
  while (take(group)) {
    commit(group);
    group.clear();
    checkpoint_when_due();
  }
}

void Writer::make_room_for_the_log() {
  try {
    reserve_wal(connection_, options_.wal_bytes);
  } catch (const SqliteError& error) {
    // It grows as it is written, then, and commits are slower.
    observe::log(observe::Level::warn, "sqlite.log_not_reserved",
                 {{"code", error.code()}, {"detail", error.what()}});
  }
}

bool Writer::take(Group& group) {
  std::unique_lock lock(mutex_);
  const auto enough = [this] { return stopping_ || queue_.size() >= wake_at_; };
  wake_at_ = 1;
  wake_.wait(lock, enough);
  wake_at_ = std::min(last_group_, options_.queue_max);
  wake_.wait_for(lock, std::min<std::chrono::nanoseconds>(last_commit_ / 8, kGatherMax), enough);
  while (!queue_.empty() && group.size() < options_.group_max) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  last_group_ = group.size();
  queued_.Set(static_cast<double>(queue_.size()));
  return !group.empty();
}

void Writer::commit(std::span<std::unique_ptr<Job>> group) {
  if (!has_room_in_the_log()) {
    for (const auto& job : group)
      job->complete(
          ports::Error{ports::Errc::overloaded, "a reader holds the write-ahead log, which is full"});
    return;
  }
  bool splittable = false;
  const auto failure = attempt(group, splittable);
  if (failure && splittable && group.size() > 1) {
    for (std::size_t i = 0; i < group.size(); ++i)
      commit(group.subspan(i, 1));
    return;
  }
  if (!failure) transaction_.publish(topics_);
  for (const auto& job : group)
    job->complete(failure);
}

std::optional<ports::Error> Writer::attempt(std::span<std::unique_ptr<Job>> group, bool& splittable) {
  const auto begin = std::chrono::steady_clock::now();
  bool committing = false;
  try {
    connection_.run("BEGIN IMMEDIATE");
    for (const auto& job : group)
      job->apply(transaction_);
    committing = true;
    connection_.run("COMMIT");
  } catch (const SqliteError& error) {
    report(error, group.size());
    // A rollback can fail only when SQLite has rolled back by itself.
    if (connection_.in_transaction())
      sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    transaction_.leave_to_the_file(topics_);
    splittable = !committing && !is_of_the_store(error);
    return committing ? commit_error(error) : to_port_error(error);
  }
  const auto end = std::chrono::steady_clock::now();
  if (const auto over = outage_.ended(end))
    observe::log(observe::Level::info, "sqlite.recovered",
                 {{"failed_groups", over->failures}, {"seconds", over->seconds}});
  last_commit_ = end - begin;
  commit_seconds_.Observe(std::chrono::duration<double>(last_commit_).count());
  group_size_.Observe(static_cast<double>(group.size()));
  return std::nullopt;
}

void Writer::report(const SqliteError& error, std::size_t writes) {
  failed_groups_.Increment();
  // A statement that cannot be done is a fault of ours, each worth its line. A store that cannot work fails
  // as often as clients try again.
  if (is_of_the_store(error) && !outage_.failed(std::chrono::steady_clock::now())) return;
  observe::log(observe::Level::error, "sqlite.group_failed",
               {{"writes", writes},
                {"code", error.code()},
                {"detail", error.what()},
                {"failed_in_a_row", outage_.failures()}});
}

// Each group that finds none looks for it anew, so the first one after the reader has gone is written.
bool Writer::has_room_in_the_log() {
  const auto full = [this] {
    return static_cast<std::size_t>(wal_pages_) * kWalFrameBytes >= options_.wal_bytes_max;
  };
  if (full()) begin_the_log_anew();
  const auto now = std::chrono::steady_clock::now();
  if (!full()) {
    log_full_.succeeded(now);
    return true;
  }
  failed_groups_.Increment();
  log_full_.failed(now, {{"pages", wal_pages_}});
  return false;
}

void Writer::checkpoint_when_due() {
  if (wal_pages_ < checkpointed_pages_) checkpointed_pages_ = 0;  // the log began anew
  if (wal_pages_ - checkpointed_pages_ < static_cast<int>(options_.checkpoint_wal_pages)) return;
  if (wal_pages_ >= static_cast<int>(options_.restart_wal_pages)) {
    begin_the_log_anew();
  } else {
    // A failure loses nothing: the log keeps what the file lacks, and the next commit tries again.
    const int code =
        sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK) no_checkpoint_.failed(std::chrono::steady_clock::now(), {{"code", code}});
  }
  // A reader may have kept the log from beginning anew; then it must grow as much again.
  checkpointed_pages_ = wal_pages_;
}

// Waits for those who read in the log: whoever begins to read after it was copied reads the file alone.
// Without that, readers who overlap would keep the log for ever.
void Writer::begin_the_log_anew() {
  auto* const db = connection_.handle();
  sqlite3_busy_timeout(db, static_cast<int>(options_.restart_wait.count()));
  const int code = sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  if (code == SQLITE_OK)
    wal_pages_ = 0;
  else if (code != SQLITE_BUSY)
    no_checkpoint_.failed(std::chrono::steady_clock::now(), {{"code", code}});
}

}  // namespace caravan::sqlite
