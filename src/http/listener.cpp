#include "http/listener.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <new>
#include <utility>

#include "http/problem.hpp"
#include "observe/log.hpp"
#include "runtime/pause_detector.hpp"

namespace caravan::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto kWatchInterval = 1s;
// Out of file descriptors or memory: accepting again at once would only spin.
constexpr auto kAcceptPause = 100ms;

}  // namespace

Listener::Listener(asio::any_io_executor loop, const Shared& shared, runtime::TaskGroup::OnFailure on_failure)
    : connection_limits_(shared.connection_limits),
      loop_{shared.router,
            shared.limits,
            shared.timeouts,
            shared.unread_answers,
            shared.client_address,
            shared.cors,
            shared.clock,
            shared.metrics.counter("caravan_http_connections_evicted_total",
                                   "Connections closed to make room for others"),
            shared.metrics.counter("caravan_http_answers_not_taken_total",
                                   "Answers cut off because too many were not taken by their clients"),
            RequestMetrics(shared.metrics, shared.router.labels()),
            RequestIds(shared.random),
            http_date(shared.clock.wall()),
            {},
            false},
      open_(shared.metrics.gauge("caravan_http_connections_open", "Connections, upgraded ones too")),
      refused_(shared.metrics.counter("caravan_http_connections_refused_total",
                                      "Connections refused because there were too many")),
      delay_(shared.metrics.latency("caravan_http_loop_delay_seconds",
                                    "How much later than due an event loop woke, sampled every second")),
      accept_failures_(shared.metrics.counter("caravan_http_accept_failures_total",
                                              "Tries to accept that failed, as without file descriptors")),
      out_of_memory_(shared.metrics.counter("caravan_http_connections_out_of_memory_total",
                                            "Connections that ended because there was no memory for them")),
      group_(std::move(loop), std::move(on_failure)) {}

void Listener::accept_from(tcp::acceptor acceptor) {
  if (acceptors_.empty()) group_.spawn("http.watch", watch());
  group_.spawn("http.accept", accept(acceptors_.emplace_back(std::move(acceptor))));
}

void Listener::refuse_new() {
  loop_.stopping = true;
  for (auto& acceptor : acceptors_)
    acceptor.close();
  for (auto& connection : connections_)
    connection.finish();
}

asio::awaitable<void> Listener::finish(runtime::SteadyTime deadline) {
  while (!connections_.empty() && loop_.clock.now() < deadline)
    co_await loop_.clock.wait(emptied_, deadline);
  group_.cancel();
  co_await group_.join();
}

asio::awaitable<void> Listener::accept(tcp::acceptor& acceptor) {
  while (acceptor.is_open()) {
    error_code error;
    try {
      tcp::endpoint peer;
      auto socket = co_await acceptor.async_accept(peer, asio::redirect_error(asio::use_awaitable, error));
      if (!error) admit(std::move(socket), peer.address());
    } catch (const std::bad_alloc&) {
      error = asio::error::no_memory;
    }
    if (error == asio::error::operation_aborted) co_return;
    if (!error) {
      accepted();
    } else if (error != asio::error::connection_aborted) {
      not_accepted(error);
      co_await loop_.clock.sleep_until(loop_.clock.now() + kAcceptPause);
    }
  }
}

void Listener::accepted() {
  if (const auto over = accept_outage_.ended(loop_.clock.now()))
    observe::log(observe::Level::info, "http.accepts_again",
                 {{"failures", over->failures}, {"seconds", over->seconds}});
}

void Listener::not_accepted(const error_code& error) {
  accept_failures_.Increment();
  if (accept_outage_.failed(loop_.clock.now()))
    observe::log(observe::Level::error, "http.accept_failed",
                 {{"error", error.message()}, {"failed_in_a_row", accept_outage_.failures()}});
}

void Listener::admit(tcp::socket socket, const asio::ip::address& address) {
  error_code error;
  socket.non_blocking(true, error);
  if (!error) socket.set_option(tcp::no_delay(true), error);
  if (error) return;  // the client has gone already
  auto peer = loop_.client_address.peer(address);
  auto place = connection_limits_.admit(peer.address, !peer.is_proxy && !peer.is_exempt);
  if (!place || loop_.stopping) return refuse(std::move(socket));
  const auto connection =
      connections_.emplace(connections_.end(), std::move(socket), std::move(peer), *std::move(place), loop_);
  open_.Increment();
  const auto count = connections_.size();
  try {
    auto& stop = group_.spawn("http.connection", serve(connection));
    // It waits for its first bytes before all else; without the memory for that it has ended already.
    if (connections_.size() == count) connection->set_stop_signal(stop);
  } catch (const std::bad_alloc&) {
    forget(connection);
    throw;
  }
}

void Listener::refuse(tcp::socket socket) {
  refused_.Increment();
  const auto response = unavailable("Too many connections");
  std::string text;
  RequestIds::Text id;
  loop_.ids.next(id);
  append_head(text, response,
              {loop_.date, {id.data(), id.size()}, response.body.size(), ResponseHead::Connection::close});
  text += response.body;
  error_code ignored;  // said or not, it is closed
  socket.write_some(asio::buffer(text), ignored);
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

asio::awaitable<void> Listener::serve(Connections::iterator connection) {
  struct Leave {
    Listener& listener;
    Connections::iterator connection;
    ~Leave() { listener.forget(connection); }
  };
  const Leave leave{*this, connection};
  try {
    co_await connection->run();
  } catch (const std::bad_alloc&) {
    // There was no memory for what this connection asked. It is closed, which frees what it held; the others
    // go on.
    out_of_memory_.Increment();
    if (memory_outage_.failed(loop_.clock.now()))
      observe::log(observe::Level::error, "http.out_of_memory", {});
  }
}

void Listener::forget(Connections::iterator connection) {
  connections_.erase(connection);
  open_.Decrement();
  if (connections_.empty()) emptied_.set();
}

asio::awaitable<void> Listener::watch() {
  runtime::PauseDetector pauses(kWatchInterval);
  for (;;) {
    const auto due = loop_.clock.now() + kWatchInterval;
    co_await loop_.clock.sleep_until(due);
    const auto now = loop_.clock.now();
    delay_.Observe(std::chrono::duration<double>(now - due).count());
    loop_.date = http_date(loop_.clock.wall());
    if (pauses.saw_one(due, now)) continue;
    // A connection may end while it is told, which changes the list.
    for (auto connection = connections_.begin(); connection != connections_.end();)
      (connection++)->expire(now);
  }
}

}  // namespace caravan::http
