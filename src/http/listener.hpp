#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>

#include "http/connection.hpp"
#include "observe/outage.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/task_group.hpp"

namespace caravan::http {

// One event loop's share of the server: it accepts, owns its connections and watches over their deadlines.
// All members are called on the loop's thread.
class Listener {
 public:
  // What all listeners of a server share.
  struct Shared {
    const Router& router;
    const RequestParser::Limits& limits;
    const Timeouts& timeouts;
    ConnectionLimits& connection_limits;
    UnreadAnswers& unread_answers;
    ClientAddress& client_address;
    const Cors& cors;
    runtime::Clock& clock;
    runtime::Random& random;
    observe::Metrics& metrics;
  };

  Listener(boost::asio::any_io_executor loop, const Shared& shared, runtime::TaskGroup::OnFailure on_failure);

  // Accepts from now on, with the first acceptor begins to watch. The acceptor runs on the listener's loop.
  void accept_from(boost::asio::ip::tcp::acceptor acceptor);
  // Accepts no more, closes idle connections and makes every answer its connection's last.
  void refuse_new();
  // Waits until all connections are gone, at `deadline` cancels those that are left, and joins every task.
  boost::asio::awaitable<void> finish(runtime::SteadyTime deadline);

  boost::asio::any_io_executor executor() const { return group_.executor(); }

 private:
  using Connections = std::list<Connection>;

  boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
  boost::asio::awaitable<void> serve(Connections::iterator connection);
  boost::asio::awaitable<void> watch();
  void admit(boost::asio::ip::tcp::socket socket, const boost::asio::ip::address& peer);
  void accepted();
  void not_accepted(const boost::system::error_code& error);
  void refuse(boost::asio::ip::tcp::socket socket);
  void forget(Connections::iterator connection);

  ConnectionLimits& connection_limits_;
  LoopContext loop_;
  observe::Gauge& open_;
  observe::Counter& refused_;
  observe::Histogram& delay_;
  observe::Counter& accept_failures_;
  observe::Outage accept_outage_;
  observe::Counter& out_of_memory_;
  observe::Outage memory_outage_;
  std::list<boost::asio::ip::tcp::acceptor> acceptors_;
  Connections connections_;
  runtime::AutoResetEvent emptied_;
  runtime::TaskGroup group_;
};

}  // namespace caravan::http
