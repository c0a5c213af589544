#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "http/client_address.hpp"
#include "http/connection.hpp"
#include "http/connection_limits.hpp"
#include "http/listener.hpp"
#include "http/request_parser.hpp"
#include "http/router.hpp"
#include "http/unread_answers.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/task_group.hpp"

namespace caravan::http {

// An HTTP/1.1 server on several event loops, each with sockets of its own (SO_REUSEPORT): a connection lives
// on one loop, and the loops share nothing on a request's way. Everything it may use is bounded by `Options`.
//
// To stop: `co_await stop(deadline)`, then destroy it. Upgraded connections count: whoever took them over is
// expected to close them meanwhile, and is cancelled at the deadline only.
class Server {
 public:
  struct Options {
    RequestParser::Limits request;
    ConnectionLimits::Options connections;
    UnreadAnswers::Options unread;
    ClientAddress::Options client;
    std::vector<std::string> origins;  // see Cors
    Timeouts timeouts;
  };

  // One listener per executor; each must run on one thread at a time. All references must outlive the server,
  // and `router` must have all its routes by now.
  Server(std::vector<boost::asio::any_io_executor> loops, const Router& router, Options options,
         runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics,
         runtime::TaskGroup::OnFailure on_failure);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens on "host:port" ("127.0.0.1:3000", "[::]:3000", "localhost:0"): on each of the host's addresses,
  // with the same port; port 0 takes a free one. Clients can connect once it returns. Throws
  // `boost::system::system_error` when an address is taken or not this machine's, and
  // `std::invalid_argument` for text that is no "host:port". Called before the loops run, or on any thread.
  void listen(const std::string& host_port);
  // Where it listens, ports filled in.
  const std::vector<boost::asio::ip::tcp::endpoint>& endpoints() const { return endpoints_; }

  // Refuses new connections, closes idle ones, lets requests in flight finish until `deadline` (the answers
  // say `Connection: close`), then cancels what is left and waits for its end. Called once, on any executor;
  // the loops must be running.
  boost::asio::awaitable<void> stop(runtime::SteadyTime deadline);

 private:
  void listen(boost::asio::ip::tcp::endpoint endpoint);

  const Options options_;
  ConnectionLimits connection_limits_;
  UnreadAnswers unread_answers_;
  ClientAddress client_address_;
  const Cors cors_;
  std::list<Listener> listeners_;
  std::vector<boost::asio::ip::tcp::endpoint> endpoints_;
};

}  // namespace caravan::http
