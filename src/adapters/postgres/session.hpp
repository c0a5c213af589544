#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/postgres/connection_settings.hpp"
#include "adapters/postgres/rows.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/clock.hpp"

struct pg_conn;  // libpq's

namespace caravan::postgres {

// One connection to the server. libpq does the protocol and never waits: this class waits for the socket, on
// the event loop of the coroutine that calls. Used on one thread.
class Session {
 public:
  // Tries each host, and each of its addresses, for `host_timeout` at most. `unavailable` when none lets us
  // in.
  static ports::Task<ports::Result<std::unique_ptr<Session>>> connect(const ConnectionSettings& settings,
                                                                      runtime::Clock& clock,
                                                                      std::chrono::milliseconds host_timeout);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // Runs statements in their text form and returns what the last one answered, or the first error. Not after
  // `enter_pipeline`. When it did not end by `deadline` the session is of no more use.
  ports::Task<ports::Result<Rows>> execute(std::string script, runtime::Clock& clock,
                                           runtime::SteadyTime deadline);

  // From now on statements go through `handle()`, without waiting for the answers of those before.
  void enter_pipeline();
  pg_conn* handle() { return handle_.get(); }
  // False when the socket has failed.
  ports::Task<bool> wait_readable();
  ports::Task<bool> wait_writable();
  // Why the connection does not work, in one line.
  std::string failure() const;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  using Host = ConnectionSettings::Host;

  Session(pg_conn* connection, boost::asio::any_io_executor executor);

  static ports::Task<ports::Result<std::vector<Host>>> look_up(Host host);
  static ports::Task<ports::Result<std::unique_ptr<Session>>> connect_to(const ConnectionSettings& settings,
                                                                         Host host);
  ports::Task<ports::Result<Rows>> answer_of(std::string script);
  ports::Task<bool> send_all();
  ports::Task<bool> receive();
  ports::Task<bool> wait(boost::asio::posix::stream_descriptor::wait_type what);
  // libpq may have taken another socket, as it does when the server wants no encryption.
  ports::Result<void> watch_socket();

  std::unique_ptr<pg_conn, Finish> handle_;
  // A descriptor of our own for libpq's socket: either side may close its own.
  boost::asio::posix::stream_descriptor socket_;
};

// What a failed result says.
ports::Error error_of(const struct pg_result* result);

}  // namespace caravan::postgres
