#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/sqlite/write_transaction.hpp"
#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "observe/outage.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::sqlite {

// The one writer of the store, on a thread of its own.
//
// A commit waits for the disk, and that wait costs the same for one write and for hundreds. So whatever was
// queued while the disk was busy goes into the next transaction together, and every write is answered when
// that transaction is on stable storage. Senders who wait for their answers come back together but not at
// once, so before it begins the writer waits a little, an eighth of a commit at most, for as many as last
// time.
//
// A write that cannot be done must not take the others with it: when a group fails because of one of its
// writes, it is rolled back and its writes are tried one by one. When the store itself fails (disk full, I/O
// error), all are answered `unavailable` and nothing of them is stored; the next group tries again.
//
// The write-ahead log begins anew when a checkpoint has copied all of it and nobody reads in it any more.
// While somebody does, it grows, but not beyond its bound.
class Writer {
 public:
  struct Options {
    std::size_t queue_max = 8192;  // writes that wait; more are refused as `overloaded`
    std::size_t group_max = 512;   // writes in one transaction, which bounds how long one waits for it
    std::size_t checkpoint_wal_pages = 4096;  // of 4 KiB: when the log is copied into the file
    // Set aside for the log at start. More than it holds between two checkpoints, so that it never grows.
    std::size_t wal_bytes = std::size_t{20} << 20;
    // From here on a checkpoint waits for readers, so that the log begins anew though there is always one.
    std::size_t restart_wal_pages = 16'384;
    std::chrono::milliseconds restart_wait{50};  // commits wait as long
    // A reader that stays longer than that, such as a backup, lets the log grow up to here; then writes are
    // refused as `overloaded`.
    std::size_t wal_bytes_max = std::size_t{1} << 30;
  };

  // `connection` and the rest must outlive the writer.
  Writer(Connection& connection, WriteTransaction& transaction, Topics& topics, Options options,
         observe::Metrics& metrics);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();  // does what was queued

  // `write(WriteTransaction&)` returns a `Result`; an error of its own (a conflict) must leave nothing
  // written. It may be called again after a rollback, so it must not use itself up. Resumes on the caller's
  // executor, which must outlive the writer, after the commit. Once queued it runs to its end, also when the
  // caller is cancelled meanwhile.
  template <class Write>
  ports::Task<std::invoke_result_t<Write&, WriteTransaction&>> run(Write write);

 private:
  struct Job {
    virtual ~Job() = default;
    virtual void apply(WriteTransaction& transaction) = 0;
    // Answers with `failure`, or with what `apply` found.
    virtual void complete(const std::optional<ports::Error>& failure) = 0;
  };
  template <class Write, class Handler>
  struct JobOf;
  using Group = std::vector<std::unique_ptr<Job>>;

  bool offer(std::unique_ptr<Job>& job);  // takes the job unless the queue is full
  void work();
  void make_room_for_the_log();
  bool take(Group& group);  // false at the end
  void commit(std::span<std::unique_ptr<Job>> group);
  std::optional<ports::Error> attempt(std::span<std::unique_ptr<Job>> group, bool& splittable);
  void report(const SqliteError& error, std::size_t writes);
  bool has_room_in_the_log();
  void checkpoint_when_due();
  void begin_the_log_anew();

  Connection& connection_;
  WriteTransaction& transaction_;
  Topics& topics_;
  Options options_;
  observe::Histogram& group_size_;
  observe::Histogram& commit_seconds_;
  observe::Counter& failed_groups_;
  observe::Gauge& queued_;

  observe::Outage outage_;  // of the store, for the log
  observe::FailureLog log_full_{observe::Level::error, {"sqlite.wal_full", "sqlite.wal_has_room"}};
  observe::FailureLog no_checkpoint_{observe::Level::warn, {"sqlite.checkpoint_failed", ""}};
  int wal_pages_ = 0;           // in the log after the last commit
  int checkpointed_pages_ = 0;  // of those, at the last checkpoint
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Job>> queue_;
  bool stopping_ = false;
  std::size_t wake_at_ = 1;  // the queue's size that the writer waits for
  std::size_t last_group_ = 1;
  std::chrono::steady_clock::duration last_commit_{};
  std::thread thread_;
};

template <class Write, class Handler>
struct Writer::JobOf final : Job {
  using Outcome = std::invoke_result_t<Write&, WriteTransaction&>;

  JobOf(Write write, Handler handler)
      : write(std::move(write)),
        handler(std::move(handler)),
        keep_alive(boost::asio::prefer(boost::asio::get_associated_executor(this->handler),
                                       boost::asio::execution::outstanding_work.tracked)) {}

  void apply(WriteTransaction& transaction) override { outcome.emplace(write(transaction)); }

  void complete(const std::optional<ports::Error>& failure) override {
    if (failure) outcome.emplace(*failure);
    auto executor = boost::asio::get_associated_executor(handler);
    boost::asio::post(executor, [handler = std::move(handler), outcome = std::move(*outcome)]() mutable {
      handler(std::move(outcome));
    });
  }

  Write write;
  Handler handler;
  boost::asio::any_io_executor keep_alive;  // the event loop must not run dry while the job is elsewhere
  std::optional<Outcome> outcome;
};

template <class Write>
ports::Task<std::invoke_result_t<Write&, WriteTransaction&>> Writer::run(Write write) {
  using Outcome = std::invoke_result_t<Write&, WriteTransaction&>;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Outcome)>(
      [this](auto handler, Write queued_write) {
        using Handler = decltype(handler);
        std::unique_ptr<Job> job =
            std::make_unique<JobOf<Write, Handler>>(std::move(queued_write), std::move(handler));
        if (offer(job)) return;
        job->complete(ports::Error{ports::Errc::overloaded, "the write queue is full"});
      },
      boost::asio::use_awaitable, std::move(write));
}

}  // namespace caravan::sqlite
