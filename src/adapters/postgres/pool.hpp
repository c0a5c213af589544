#pragma once

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "adapters/postgres/call.hpp"
#include "adapters/postgres/connection_settings.hpp"
#include "adapters/postgres/link.hpp"
#include "observe/metrics.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/task_group.hpp"

namespace caravan::postgres {

// A few connections that share the calls of all threads. Calls wait, within a bound and not beyond their
// deadline, while a connection is being made; when the server is known to be away they are refused at once.
class Pool {
 public:
  struct Options {
    std::size_t connections = 4;
    std::size_t queue_max = 1'024;  // calls that wait for a connection; more are refused as `overloaded`
    std::chrono::milliseconds call_timeout{5'000};  // from being called to the answer, all waiting included
    Link::Options link = {};
  };

  // Everything must outlive the pool. Each connection prepares the `statements`.
  Pool(const ConnectionSettings& settings, std::span<const Statement* const> statements, Options options,
       runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  // Waits for `gate`, connects, and serves calls, on the event loop that runs this, until it is cancelled.
  // Calls that it leaves unanswered are answered `stopped`, as are later ones; those made before it wait for
  // it.
  ports::Task<void> run(ports::Task<void> gate);
  // For the gate: why calls are refused as long as it waits. Without it they wait as well.
  void hold(ports::Error why);

  // `statement` is one of those that every connection prepared, or of those that are not prepared. The answer
  // comes after the statement's transaction was committed. Thread-safe. Resumes on the caller's executor,
  // which must outlive the pool. Once queued it runs to its end, also when the caller is cancelled meanwhile.
  ports::Task<ports::Result<Rows>> call(const Statement& statement, std::vector<Parameter> parameters);

 private:
  class Ending;

  // Queues the call, or answers it.
  void offer(std::shared_ptr<Call> call);
  void close(ports::Error why);
  ports::Task<void> connect_after(ports::Task<void> gate, runtime::TaskGroup& tasks);
  ports::Task<void> dispatch();
  void take_offered();
  void answer_overdue();
  void answer_when_down();
  void send_waiting();
  Link* freest();
  // Why no call can be served now and none soon, if so.
  std::optional<ports::Error> down() const;
  void end();
  void give_up(Call& call, ports::Error why);

  Options options_;
  runtime::Clock& clock_;
  observe::Gauge& waiting_gauge_;
  observe::Counter& refused_;
  observe::Counter& overdue_;
  runtime::AutoResetEvent changed_;
  std::vector<std::unique_ptr<Link>> links_;

  std::mutex mutex_;
  std::deque<std::shared_ptr<Call>> offered_;
  std::optional<ports::Error> closed_;
  std::atomic<std::size_t> waiting_count_ = 0;  // offered or waiting

  // Of the loop that runs the pool.
  std::optional<ports::Error> held_;
  std::deque<std::shared_ptr<Call>> waiting_;
  std::deque<std::shared_ptr<Call>>
      unanswered_;  // in the order of their deadlines; some may be answered already
};

}  // namespace caravan::postgres
