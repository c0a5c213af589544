#include "live/websocket_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <exception>
#include <span>
#include <string_view>
#include <utility>

#include "observe/log.hpp"

namespace caravan::live {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

struct WebsocketConnection::Stream {
  explicit Stream(asio::ip::tcp::socket socket) : websocket(std::move(socket)) {}

  // Without permessage-deflate: chat messages are short, and a compressor costs some 100 KiB a connection.
  websocket::stream<asio::ip::tcp::socket, false> websocket;
  // Clients send little: a connect of half a kilobyte, then pongs. What has arrived waits in the library's
  // own buffer, so a longer message costs some more turns, and no more system calls.
  std::array<char, 128> piece;
  std::vector<asio::const_buffer> buffers;
};

WebsocketConnection::WebsocketConnection(asio::ip::tcp::socket socket, const Surroundings& surroundings)
    : around_(surroundings),
      stream_(std::make_unique<Stream>(std::move(socket))),
      session_(surroundings.options.session, surroundings.check_token,
               domain::Uuid::v4(surroundings.random.next(), surroundings.random.next()), surroundings.now()) {
  auto& stream = stream_->websocket;
  error_code ignored;  // a socket that cannot be set up fails at the first read
  stream.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  stream.auto_fragment(false);
  stream.read_message_max(around_.options.message_bytes_max);
  stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(boost::beast::http::field::server, "caravan");
  }));
  stream.text(true);
}

WebsocketConnection::~WebsocketConnection() = default;

asio::awaitable<void> WebsocketConnection::run(std::string head) {
  std::exception_ptr failure;
  try {
    co_await converse(std::move(head));
  } catch (...) {
    failure = std::current_exception();  // rethrown below, when nothing is under way any more
  }
  co_await come_to_rest();
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> WebsocketConnection::converse(std::string head) {
  error_code error;
  co_await stream_->websocket.async_accept(asio::buffer(head),
                                           asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return;
  head = {};
  open_ = true;
  pump();
  while (true) {
    const bool was_read = co_await read_message();
    if (!was_read) break;
    if (auto join = session_.take_join()) co_await enter(*std::move(join));
    pump();
  }
}

// Reads one message into the session. False when there will be no more.
asio::awaitable<bool> WebsocketConnection::read_message() {
  auto& stream = stream_->websocket;
  error_code error;
  do {
    const auto bytes = co_await stream.async_read_some(asio::buffer(stream_->piece),
                                                       asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    message_.append(stream_->piece.data(), bytes);
  } while (!stream.is_message_done());
  if (stream.got_binary())
    session_.disconnect(kBadRequest);
  else
    session_.on_frame(message_, around_.now());
  message_ = {};
  co_return true;
}

asio::awaitable<void> WebsocketConnection::enter(Session::Join join) {
  const auto position = around_.hub.join(around_.loop, join.user, *this);
  if (!position) {
    session_.disconnect(kConnectionLimit);
    co_return;
  }
  joined_as_ = join.user;
  around_.metrics.connects.Increment();
  const auto epoch = around_.inbox.epoch();
  if (!join.from) {
    session_.on_joined({.epoch = epoch, .resume = *position, .covered = *position, .publications = {}},
                       around_.now());
    co_return;
  }
  const auto recovery =
      co_await recover(around_.inbox, around_.options.recovery, join.user, *std::move(join.from), *position);
  if (!recovery) {
    around_.metrics.recovery_failures.Increment();
    observe::log(observe::Level::warn, "live.recovery_failed", {{"detail", recovery.error().detail}});
    session_.disconnect(kServerError);
    co_return;
  }
  around_.metrics.recoveries(recovery->result).Increment();
  session_.on_joined({.epoch = epoch,
                      .resume = recovery->resume,
                      .covered = recovery->covered,
                      .recovered = recovery->result == RecoveryResult::recovered,
                      .publications = recovery->publications},
                     around_.now());
}

asio::awaitable<void> WebsocketConnection::come_to_rest() {
  if (joined_as_) around_.hub.leave(around_.loop, *joined_as_, *this);
  joined_as_.reset();
  leaving_ = true;
  abort();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  while (operations_ > 0)
    co_await at_rest_.wait_until(runtime::SteadyTime::max());  // the socket is closed: they end by themselves
  around_.metrics.disconnects(session_.disconnected().value_or(kConnectionClosed)).Increment();
}

void WebsocketConnection::tick(Instant now) {
  if (now.steady >= close_deadline_) return abort();
  if (now.steady < session_.next_deadline()) return;
  session_.on_timer(now);
  pump();
}

void WebsocketConnection::disconnect(Disconnect why) {
  session_.disconnect(why);
  pump();
}

void WebsocketConnection::on_publication(const Publication& publication) {
  session_.on_publication(publication);
  pump();
}

void WebsocketConnection::on_overrun() {
  disconnect(kInsufficientState);
}

void WebsocketConnection::abort() {
  error_code ignored;  // a socket that cannot be closed is closed already
  stream_->websocket.next_layer().close(ignored);
}

void WebsocketConnection::pump() {
  // A client that does not read holds its last write for ever; what follows a disconnect has a deadline.
  if (session_.disconnected() && close_deadline_ == runtime::SteadyTime::max())
    close_deadline_ = around_.clock.now() + around_.options.close_timeout;
  if (!open_ || closing_ || leaving_ || operations_ > 0) return;
  writing_ = session_.take_frames(around_.options.write_bytes_max);
  if (!writing_.empty()) return write();
  if (const auto why = session_.disconnected()) close(*why);
}

void WebsocketConnection::write() {
  static constexpr std::string_view kSeparator = "\n";
  auto& buffers = stream_->buffers;
  for (const auto& frame : writing_) {
    if (!buffers.empty()) buffers.push_back(asio::buffer(kSeparator));
    buffers.push_back(asio::buffer(*frame));
  }
  ++operations_;
  stream_->websocket.async_write(
      std::span<const asio::const_buffer>(buffers), [this](error_code error, std::size_t bytes) {
        around_.metrics.frames_sent.Increment(static_cast<double>(writing_.size()));
        around_.metrics.bytes_sent.Increment(static_cast<double>(bytes));
        writing_ = {};
        stream_->buffers = {};
        finished(!error);
      });
}

void WebsocketConnection::close(Disconnect why) {
  closing_ = true;
  observe::log(observe::Level::debug, "live.disconnect", {{"code", why.code}, {"reason", why.reason}});
  const websocket::close_reason reason{static_cast<websocket::close_code>(why.code),
                                       boost::beast::string_view(why.reason.data(), why.reason.size())};
  ++operations_;
  stream_->websocket.async_close(reason, [this](error_code error) { finished(!error); });
}

void WebsocketConnection::finished(bool well) {
  --operations_;
  if (leaving_) return at_rest_.ring();
  well ? pump() : abort();
}

}  // namespace caravan::live
