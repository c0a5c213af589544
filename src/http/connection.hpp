#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/client_address.hpp"
#include "http/connection_limits.hpp"
#include "http/cors.hpp"
#include "http/request_ids.hpp"
#include "http/request_metrics.hpp"
#include "http/request_parser.hpp"
#include "http/response_head.hpp"
#include "http/router.hpp"
#include "http/unread_answers.hpp"
#include "observe/failure_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::http {

// How long a connection may take for what. Checked once a second, so each may last up to a second longer.
struct Timeouts {
  std::chrono::seconds head{10};     // from connecting, or from a request's first byte; then 408
  std::chrono::seconds body{30};     // from the head's end; then 408
  std::chrono::seconds idle{75};     // between two requests; then it is closed
  std::chrono::seconds handler{30};  // then the handler is cancelled and 503 answered
  std::chrono::seconds write{30};    // without progress; then it is closed
};

// What the connections of one event loop share; owned by the loop's listener.
struct LoopContext {
  const Router& router;
  const RequestParser::Limits& limits;
  const Timeouts& timeouts;
  UnreadAnswers& unread_answers;
  ClientAddress& client_address;
  const Cors& cors;
  runtime::Clock& clock;
  observe::Counter& evicted;
  observe::Counter& not_taken;
  RequestMetrics metrics;
  RequestIds ids;
  std::string date;       // as the Date header has it, renewed every second
  std::string head;       // scratch: one answer's head
  bool stopping = false;  // every answer is its connection's last
  observe::FailureLog handler_failures{observe::Level::error, {"http.handler_failed", ""}};
  observe::FailureLog upgrade_failures{observe::Level::error, {"http.upgrade_failed", ""}};
};

// One client: reads requests, has them handled and answers them, one after the other. A single coroutine,
// `run()`, does the work; the other members are called on its thread by the listener that owns it.
class Connection {
 public:
  Connection(boost::asio::ip::tcp::socket socket, ClientAddress::Peer peer, ConnectionLimits::Slot slot,
             LoopContext& loop);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  boost::asio::awaitable<void> run();

  // The signal that cancels `run()`; it reaches a handler that exceeds its deadline.
  void set_stop_signal(boost::asio::cancellation_signal& stop) { stop_ = &stop; }
  // Ends whatever took longer than its timeout.
  void expire(runtime::SteadyTime now);
  // Closes it if it waits for a request; otherwise the answer under way is its last. An upgraded connection
  // is left to its owner.
  void finish();
  // Closes it whatever it does, to make room for another one.
  void evict();

 private:
  enum class Phase { idle, head, body, handling, writing, draining, upgraded };
  enum class Received { request, refusal, nothing };
  struct Exchange {
    std::size_t label = Router::kUnmatched;
    std::string_view method;  // empty when the request could not be read
    std::string_view request_id;
    runtime::SteadyTime started;
    bool keep_alive = false;
  };

  boost::asio::awaitable<Received> receive();
  boost::asio::awaitable<Response> respond(const Router::Match& match);
  boost::asio::awaitable<Response> call(const Handler& handler);
  boost::asio::awaitable<bool> send(const Response& response, Exchange exchange);
  boost::asio::awaitable<bool> flush(std::string head, std::string_view body);
  boost::asio::awaitable<void> refuse();
  boost::asio::awaitable<void> drain();
  boost::asio::awaitable<void> hand_over(const Router::Match& match);

  void enter(Phase phase, runtime::SteadyTime deadline);
  void await_bytes();
  void send_continue();
  void identify(Request& request);
  bool wants_websocket();
  bool has_room_for_client();

  boost::asio::ip::tcp::socket socket_;
  ClientAddress::Peer peer_;
  std::shared_ptr<Connection*> self_ = std::make_shared<Connection*>(this);  // null after its end
  ConnectionLimits::Slot slot_;
  LoopContext& loop_;
  boost::asio::cancellation_signal* stop_ = nullptr;
  std::optional<RequestParser> parser_;  // until the connection leaves HTTP
  RequestParser::Refusal refusal_;
  RequestIds::Text id_{};
  Phase phase_ = Phase::idle;
  runtime::SteadyTime deadline_;
  bool timed_out_ = false;  // the phase's deadline has passed
};

}  // namespace caravan::http
