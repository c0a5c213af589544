#include "http/connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <new>
#include <utility>

#include "http/problem.hpp"
#include "http/text.hpp"
#include "observe/log.hpp"

namespace caravan::http {

namespace asio = boost::asio;
using boost::system::error_code;
using runtime::SteadyTime;

namespace {

using Buffers = std::array<asio::const_buffer, 2>;

// After a refusal the client may still be sending. Closing at once would reset the connection and could take
// the answer with it, so what it sends is read for a while, and thrown away.
constexpr std::chrono::seconds kDrainTime{2};
constexpr std::size_t kDrainBytesMax = 1024 * 1024;

Buffers behind(std::string_view head, std::string_view body, std::size_t sent) {
  const auto of_head = std::min(sent, head.size());
  return {asio::buffer(head.substr(of_head)), asio::buffer(body.substr(sent - of_head))};
}

Response upgrade_required() {
  auto response = problem(426, "This path speaks WebSocket");
  response.headers.emplace_back("Upgrade", "websocket");
  response.headers.emplace_back("Connection", "Upgrade");
  return response;
}

// Counts a request as in flight for as long as it lives.
class InFlight {
 public:
  explicit InFlight(RequestMetrics& metrics) : metrics_(metrics) { metrics_.began(); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  ~InFlight() { metrics_.ended(); }

 private:
  RequestMetrics& metrics_;
};

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, ClientAddress::Peer peer, ConnectionLimits::Slot slot,
                       LoopContext& loop)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      slot_(std::move(slot)),
      loop_(loop),
      parser_(std::in_place, loop.limits) {
  enter(Phase::idle, loop.clock.now() + loop.timeouts.head);
  slot_.on_eviction([executor = socket_.get_executor(), self = self_] {
    asio::post(executor, [self] {
      if (*self != nullptr) (*self)->evict();
    });
  });
}

Connection::~Connection() {
  *self_ = nullptr;
}

asio::awaitable<void> Connection::run() {
  for (;;) {
    const auto received = co_await receive();
    if (received == Received::nothing) co_return;
    if (received == Received::refusal) {
      co_await refuse();
      co_return;
    }
    auto& request = parser_->request();
    identify(request);
    auto match = loop_.router.match(request.method, request.path);
    if (match.kind == Router::Match::Kind::upgrade && wants_websocket() && has_room_for_client()) {
      co_await hand_over(match);
      co_return;
    }
    request.path_parameters = std::move(match.path_parameters);
    const InFlight in_flight(loop_.metrics);
    const auto started = loop_.clock.now();
    enter(Phase::handling, started + loop_.timeouts.handler);
    auto response = co_await respond(match);
    loop_.cors.allow(request, response);
    const Exchange exchange{match.label, request.method, request.id, started, parser_->keeps_alive()};
    const bool sent = co_await send(response, exchange);
    if (!sent) co_return;
    parser_->next();
  }
}

void Connection::expire(SteadyTime now) {
  if (now < deadline_) return;
  deadline_ = SteadyTime::max();
  timed_out_ = true;
  error_code ignored;  // a socket that cannot be cancelled has failed, which its reader sees as well
  if (phase_ == Phase::handling)
    stop_->emit(asio::cancellation_type::terminal);
  else
    socket_.cancel(ignored);
}

void Connection::finish() {
  error_code ignored;  // as above
  if (phase_ == Phase::idle) socket_.cancel(ignored);
}

void Connection::evict() {
  loop_.evicted.Increment();
  if (stop_ != nullptr) stop_->emit(asio::cancellation_type::terminal);
}

asio::awaitable<Connection::Received> Connection::receive() {
  bool continued = false;
  for (;;) {
    const auto state = parser_->advance();
    if (state == RequestParser::State::complete) co_return Received::request;
    if (state == RequestParser::State::refused) {
      refusal_ = parser_->refusal();
      co_return Received::refusal;
    }
    if (loop_.stopping && parser_->is_idle()) co_return Received::nothing;
    await_bytes();
    if (state == RequestParser::State::body && !std::exchange(continued, true)) send_continue();
    error_code error;
    const auto space = parser_->space();
    const auto count = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()),
                                                        asio::redirect_error(asio::use_awaitable, error));
    // Also when the last bytes came at that very moment: the watch looks only once.
    if (timed_out_ && phase_ != Phase::idle) {
      refusal_ = {408, "Request took too long"};
      co_return Received::refusal;
    }
    if (error) co_return Received::nothing;
    parser_->filled(count);
  }
}

void Connection::await_bytes() {
  if (parser_->is_idle()) return;
  const bool in_head = parser_->state() == RequestParser::State::head;
  const Phase phase = in_head ? Phase::head : Phase::body;
  if (phase_ == phase) return;
  enter(phase, loop_.clock.now() + (in_head ? loop_.timeouts.head : loop_.timeouts.body));
}

void Connection::send_continue() {
  if (!parser_->expects_continue()) return;
  // A client that waits for it in vain sends its body after a while, so an error here is none.
  error_code ignored;
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  socket_.write_some(asio::buffer(kContinue), ignored);
}

void Connection::identify(Request& request) {
  loop_.client_address.resolve(peer_, request);
  if (peer_.is_proxy) {
    const auto given = request.header("x-request-id");
    if (given && is_sane_request_id(*given)) {
      request.id = *given;
      return;
    }
  }
  loop_.ids.next(id_);
  request.id = {id_.data(), id_.size()};
}

bool Connection::wants_websocket() {
  if (!parser_->asks_for_upgrade() || parser_->is_http_1_0()) return false;
  const auto& request = parser_->request();
  return request.method == "GET" && lists_token(request.header("upgrade").value_or(""), "websocket");
}

// A proxy's connections carry many clients, but for those that leave HTTP.
bool Connection::has_room_for_client() {
  return !peer_.is_proxy || slot_.count_for(parser_->request().client);
}

asio::awaitable<Response> Connection::respond(const Router::Match& match) {
  if (auto preflight = loop_.cors.preflight(parser_->request())) co_return *std::move(preflight);
  switch (match.kind) {
    case Router::Match::Kind::found:
      co_return co_await call(*match.handler);
    case Router::Match::Kind::upgrade:
      if (wants_websocket()) co_return unavailable("Too many connections");
      co_return upgrade_required();
    case Router::Match::Kind::redirect:
      co_return redirect_to_slash(parser_->request());
    case Router::Match::Kind::method_not_allowed:
      co_return method_not_allowed(match.allow);
    case Router::Match::Kind::not_found:
      break;
  }
  co_return problem(404, "Not Found");
}

asio::awaitable<Response> Connection::call(const Handler& handler) {
  const auto& request = parser_->request();
  Response response;
  try {
    response = co_await handler(request);
  } catch (const boost::system::system_error& error) {
    const bool cancelled = error.code() == asio::error::operation_aborted;
    if (cancelled && !timed_out_) throw;  // the server stops
    response = cancelled ? unavailable("The answer took too long") : problem(500, "Internal Server Error");
    loop_.handler_failures.failed(
        loop_.clock.now(),
        {{"request_id", request.id}, {"error", cancelled ? "deadline exceeded" : error.what()}});
  } catch (const std::bad_alloc&) {
    throw;  // ends the connection, which gives its memory back
  } catch (const std::exception& error) {
    response = problem(500, "Internal Server Error");
    loop_.handler_failures.failed(loop_.clock.now(), {{"request_id", request.id}, {"error", error.what()}});
  }
  // The handler was cancelled, not the connection.
  if (timed_out_) co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  co_return response;
}

asio::awaitable<bool> Connection::send(const Response& response, Exchange exchange) {
  const std::string_view body = response.shared_body ? *response.shared_body : response.body;
  const bool keep_alive = exchange.keep_alive && !loop_.stopping;
  const bool bodiless = exchange.method == "HEAD" || has_no_body(response.status);
  using Kept = ResponseHead::Connection;
  const auto kept = parser_->is_http_1_0() ? Kept::keep_alive_http_1_0 : Kept::keep_alive;
  auto& head = loop_.head;
  head.clear();
  append_head(head, response,
              {loop_.date, exchange.request_id, body.size(), keep_alive ? kept : Kept::close});
  const auto sent_body = bodiless ? std::string_view() : body;
  const auto size = head.size() + sent_body.size();

  // Nearly every answer fits the socket's buffer: then it costs one system call and no suspension.
  error_code error;
  const auto sent = socket_.write_some(behind(head, sent_body, 0), error);
  bool whole = sent == size;
  if (!whole && (!error || error == asio::error::would_block)) {
    const auto of_head = std::min(sent, head.size());
    // What all connections share takes no memory of its own.
    const auto unread = loop_.unread_answers.hold(parser_->request().client,
                                                  response.shared_body ? head.size() : size - sent);
    if (unread)
      whole = co_await flush(head.substr(of_head), sent_body.substr(sent - of_head));
    else
      loop_.not_taken.Increment();
  }
  const auto now = loop_.clock.now();
  const std::chrono::duration<double> took = now - exchange.started;
  loop_.metrics.answered(exchange.label, exchange.method, response.status, took);
  observe::log(observe::Level::debug, "http.answered",
               {{"method", exchange.method},
                {"route", loop_.router.labels()[exchange.label]},
                {"status", response.status},
                {"bytes", size},
                {"seconds", took.count()},
                {"request_id", exchange.request_id}});
  enter(Phase::idle, now + loop_.timeouts.idle);
  const bool goes_on = whole && keep_alive;
  co_return goes_on;
}

asio::awaitable<bool> Connection::flush(std::string head, std::string_view body) {
  std::size_t sent = 0;
  while (sent < head.size() + body.size()) {
    // Progress renews the deadline: the kernel reports room only when a third of its buffer is free, so a
    // reader cannot stretch it byte by byte.
    enter(Phase::writing, loop_.clock.now() + loop_.timeouts.write);
    error_code error;
    sent += co_await socket_.async_write_some(behind(head, body, sent),
                                              asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
  }
  co_return true;
}

asio::awaitable<void> Connection::refuse() {
  loop_.ids.next(id_);
  Exchange exchange;
  exchange.request_id = {id_.data(), id_.size()};
  exchange.started = loop_.clock.now();
  const auto response = problem(refusal_.status, refusal_.detail);
  co_await send(response, exchange);
  co_await drain();
}

asio::awaitable<void> Connection::drain() {
  error_code error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  enter(Phase::draining, loop_.clock.now() + kDrainTime);
  std::array<char, 1024> discarded;
  for (std::size_t count = 0; !error && count < kDrainBytesMax;)
    count += co_await socket_.async_read_some(asio::buffer(discarded),
                                              asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> Connection::hand_over(const Router::Match& match) {
  const auto& request = parser_->request();
  UpgradeRequest upgrade;
  upgrade.target = parser_->target();
  for (const auto& [name, value] : request.headers)
    upgrade.headers.emplace_back(name, value);
  upgrade.client = request.client;
  upgrade.client_is_exempt = request.client_is_exempt;
  upgrade.host = request.host;
  upgrade.came_by_tls = request.came_by_tls;
  upgrade.id = request.id;
  upgrade.unread = parser_->unread();
  loop_.metrics.upgraded(match.label);
  enter(Phase::upgraded, SteadyTime::max());
  parser_.reset();  // thousands of such connections stay for hours: they keep no read buffer
  try {
    co_await (*match.upgrade)(std::move(socket_), std::move(upgrade));
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
    loop_.upgrade_failures.failed(loop_.clock.now(), {{"error", error.what()}});
  } catch (const std::exception& error) {
    loop_.upgrade_failures.failed(loop_.clock.now(), {{"error", error.what()}});
  }
}

void Connection::enter(Phase phase, SteadyTime deadline) {
  phase_ = phase;
  deadline_ = deadline;
  timed_out_ = false;
  if (phase == Phase::handling)
    slot_.set_busy();
  else if (phase == Phase::upgraded)
    slot_.set_upgraded(loop_.clock.now());
  else
    slot_.set_waiting(loop_.clock.now());
}

}  // namespace caravan::http
