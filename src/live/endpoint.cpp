#include "live/endpoint.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "http/problem.hpp"
#include "http/response_head.hpp"
#include "observe/log.hpp"
#include "runtime/pause_detector.hpp"

namespace caravan::live {

namespace asio = boost::asio;

namespace {

std::string refusal_response(const HandshakeRefusal& refusal, const http::UpgradeRequest& request,
                             runtime::SystemTime now) {
  auto response = http::problem(refusal.status, refusal.detail);
  if (refusal.status == 426) response.headers.emplace_back("Sec-WebSocket-Version", "13");
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "5");
  std::string text;
  http::append_head(
      text, response,
      {http::http_date(now), request.id, response.body.size(), http::ResponseHead::Connection::close});
  return text + response.body;
}

// Never waits: so short an answer fits into the empty send buffer of a socket, or its client is not reading.
void answer(asio::ip::tcp::socket& socket, const std::string& response) {
  boost::system::error_code ignored;  // whoever cannot be answered is gone
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(response), ignored);
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

const asio::execution_context* context_of(const asio::any_io_executor& executor) {
  return &asio::query(executor, asio::execution::context);
}

}  // namespace

Endpoint::Loop::Loop(asio::any_io_executor runs_on, WebsocketConnection::Surroundings around,
                     runtime::TaskGroup::OnFailure on_failure)
    : executor(runs_on), surroundings(around), tasks(std::move(runs_on), std::move(on_failure)) {}

// A connection's place among those of its loop.
class Endpoint::Registration {
 public:
  Registration(Endpoint& endpoint, Loop& loop, WebsocketConnection& connection)
      : endpoint_(endpoint), loop_(loop), connection_(connection) {
    if (!std::exchange(loop_.ticking, true)) loop_.tasks.spawn("live tick", endpoint_.tick(loop_));
    loop_.connections.insert(&connection_);
    ++endpoint_.connections_;
    endpoint_.metrics_.sockets_open.Increment();
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  ~Registration() {
    loop_.connections.erase(&connection_);
    --endpoint_.connections_;
    endpoint_.metrics_.sockets_open.Decrement();
    loop_.left.set();
  }

 private:
  Endpoint& endpoint_;
  Loop& loop_;
  WebsocketConnection& connection_;
};

Endpoint::Endpoint(Options options, std::vector<asio::any_io_executor> loops, PositionOf position_of,
                   Needs needs, runtime::TaskGroup::OnFailure on_failure)
    : options_(std::move(options)),
      needs_(std::move(needs)),
      metrics_(needs_.metrics),
      hub_(options_.hub, loops, std::move(position_of), needs_.presence) {
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const WebsocketConnection::Surroundings around{
        options_.connection, i,       hub_, needs_.inbox, needs_.check_token, needs_.clock,
        needs_.random,       metrics_};
    loops_.push_back(std::make_unique<Loop>(std::move(loops[i]), around, on_failure));
  }
}

Endpoint::~Endpoint() = default;

http::UpgradeHandler Endpoint::handler() {
  return [this](asio::ip::tcp::socket socket, http::UpgradeRequest request) {
    return serve(std::move(socket), std::move(request));
  };
}

asio::awaitable<void> Endpoint::serve(asio::ip::tcp::socket socket, http::UpgradeRequest request) {
  if (const auto refusal = refusal_of(request)) {
    metrics_.handshakes_refused.Increment();
    answer(socket, refusal_response(*refusal, request, needs_.clock.wall()));
    co_return;
  }
  auto& loop = loop_of(socket.get_executor());
  const auto connection = std::make_unique<WebsocketConnection>(std::move(socket), loop.surroundings);
  const Registration registration(*this, loop, *connection);
  auto head = handshake_head(request);
  request = {};  // a connection may last for days: keep nothing that it does not need
  co_await connection->run(std::move(head));
}

std::optional<HandshakeRefusal> Endpoint::refusal_of(const http::UpgradeRequest& request) const {
  if (stopping_) return HandshakeRefusal{503, "The server is shutting down"};
  if (connections_ >= options_.connections_max) return HandshakeRefusal{503, "Too many connections"};
  return refuse_handshake(request, options_.handshake);
}

// Runs while its loop has connections: a node that serves nobody sleeps.
asio::awaitable<void> Endpoint::tick(Loop& loop) {
  runtime::PauseDetector pauses(options_.tick_interval);
  do {
    const auto due = needs_.clock.now() + options_.tick_interval;
    co_await needs_.clock.sleep_until(due);
    const auto now = loop.surroundings.now();
    if (pauses.saw_one(due, now.steady)) continue;
    for (auto* connection : loop.connections)
      connection->tick(now);
  } while (!loop.connections.empty());
  loop.ticking = false;
}

asio::awaitable<void> Endpoint::stop() {
  stopping_ = true;
  const auto deadline = needs_.clock.now() + options_.drain_timeout;
  for (auto& loop : loops_)
    asio::post(loop->executor, [&connections = loop->connections] {
      for (auto* connection : connections)
        connection->disconnect(kShutdown);
    });
  for (auto& loop : loops_)
    co_await asio::co_spawn(loop->executor, drain(*loop, deadline), asio::use_awaitable);
}

asio::awaitable<void> Endpoint::drain(Loop& loop, runtime::SteadyTime deadline) {
  while (!loop.connections.empty() && needs_.clock.now() < deadline)
    co_await needs_.clock.wait(loop.left, deadline);
  for (auto* connection : loop.connections)
    connection->abort();
  while (!loop.connections.empty())
    co_await loop.left.wait_until(runtime::SteadyTime::max());
  loop.tasks.cancel();
  co_await loop.tasks.join();
}

Endpoint::Loop& Endpoint::loop_of(const asio::any_io_executor& executor) {
  for (auto& loop : loops_)
    if (context_of(loop->executor) == context_of(executor)) return *loop;
  throw std::logic_error("live: a socket of an event loop that is not the endpoint's");
}

}  // namespace caravan::live
