#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

#include "adapters/postgres/database.hpp"
#include "adapters/postgres/postgres_accounts.hpp"
#include "ports/contract_tests/samples.hpp"
#include "runtime/event_loops.hpp"
#include "services/service_control.hpp"

namespace caravan::postgres {

using namespace std::chrono_literals;
using runtime::run_to_end;

// Longer than anything takes on a busy machine; what is to end sooner is told so.
inline constexpr auto kPatience = 60s;

inline std::string server_url() {
  return services::environment("CARAVAN_TEST_POSTGRES");
}

// A session of the test's own, beside the adapter.
class Console {
 public:
  explicit Console(const std::string& url) : settings_(url, 0ms) {
    session_ = run(Session::connect(settings_, clock_, kPatience)).value();
  }

  Rows execute(std::string script) {
    return run(session_->execute(std::move(script), clock_, clock_.now() + kPatience)).value();
  }
  std::int64_t integer(std::string query) { return execute(std::move(query)).integer(0, 0); }

 private:
  template <class T>
  T run(ports::Task<T> task) {
    auto result =
        boost::asio::co_spawn(loop_, runtime::as_optional(std::move(task)), boost::asio::use_future);
    loop_.restart();
    loop_.run();
    return std::move(*result.get());
  }

  boost::asio::io_context loop_;
  runtime::SystemClock clock_;
  ConnectionSettings settings_;
  std::unique_ptr<Session> session_;
};

// The URL of a database that nobody else uses. It goes with the server.
inline std::string fresh_database() {
  std::string name = "test_" + ports::contract::new_uuid().to_string();
  Console(server_url()).execute("CREATE DATABASE \"" + name + "\" TEMPLATE template0");
  const auto url = server_url();
  return url.substr(0, url.rfind('/') + 1) + name;
}

// The adapter, at work on an event loop of its own.
class RunningDatabase {
 public:
  explicit RunningDatabase(Database::Options options)
      : database_(std::move(options), clock_, random_, metrics_) {
    done_ = boost::asio::co_spawn(loops_.at(0), database_.run(),
                                  boost::asio::bind_cancellation_slot(stop_.slot(), boost::asio::use_future));
  }
  RunningDatabase(const RunningDatabase&) = delete;
  RunningDatabase& operator=(const RunningDatabase&) = delete;
  ~RunningDatabase() { stop(); }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    boost::asio::post(loops_.at(0), [this] { stop_.emit(boost::asio::cancellation_type::terminal); });
    done_.wait();
  }
  Database& database() { return database_; }
  std::string metrics() const { return metrics_.expose(); }

 private:
  runtime::SystemClock clock_;
  runtime::SystemRandom random_;
  observe::Metrics metrics_;
  Database database_;
  runtime::EventLoops loops_{1, "postgres"};
  boost::asio::cancellation_signal stop_;
  std::future<void> done_;
  bool stopped_ = false;
};

inline Database::Options patient(std::string url) {
  return {.url = std::move(url), .statement_timeout = kPatience, .pool = {.call_timeout = kPatience}};
}

// Looks for an account that nobody has until the answer is as wanted; throws when it never is.
template <class Wanted>
ports::Task<ports::Result<domain::Account>> eventually(PostgresAccounts& accounts, Wanted wanted) {
  runtime::SystemClock clock;
  const auto deadline = clock.now() + kPatience;
  for (;;) {
    const auto found = co_await accounts.find(domain::UserId{1'000'000'000});
    if (wanted(found)) co_return found;
    if (clock.now() >= deadline) throw std::runtime_error("it never was: " + found.error().detail);
    // Between two looks at a server; there is nothing in this process to wait for.
    co_await clock.sleep_until(clock.now() + 10ms);
  }
}

}  // namespace caravan::postgres
