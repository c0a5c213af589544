#include "live/websocket_stream.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::live {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

struct WebsocketStream::Beast {
  explicit Beast(asio::ip::tcp::socket socket) : stream(std::move(socket)) {}

  // Without permessage-deflate: chat messages are short, and a compressor costs some 100 KiB a connection.
  websocket::stream<asio::ip::tcp::socket, false> stream;
  // Clients send little: a connect of half a kilobyte, then pongs. What has arrived waits in the library's
  // own buffer, so a longer message costs some more turns, and no more system calls.
  std::array<char, 128> piece;
  std::vector<asio::const_buffer> buffers;
};

WebsocketStream::WebsocketStream(asio::ip::tcp::socket socket, std::size_t message_bytes_max)
    : beast_(std::make_unique<Beast>(std::move(socket))) {
  auto& stream = beast_->stream;
  error_code ignored;  // a socket that cannot be set up fails at the first read
  stream.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  stream.auto_fragment(false);
  stream.read_message_max(message_bytes_max);
  stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(boost::beast::http::field::server, "caravan");
  }));
}

WebsocketStream::~WebsocketStream() = default;

asio::awaitable<bool> WebsocketStream::accept(std::string head) {
  error_code error;
  co_await beast_->stream.async_accept(asio::buffer(head), asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

asio::awaitable<std::optional<MessageKind>> WebsocketStream::read(std::string& message) {
  auto& stream = beast_->stream;
  error_code error;
  do {
    const auto bytes = co_await stream.async_read_some(asio::buffer(beast_->piece),
                                                       asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return std::nullopt;
    message.append(beast_->piece.data(), bytes);
  } while (!stream.is_message_done());
  co_return stream.got_binary() ? MessageKind::binary : MessageKind::text;
}

void WebsocketStream::write(std::span<const Frame> lines, MessageKind kind, Written written) {
  static constexpr std::string_view kSeparator = "\n";
  auto& buffers = beast_->buffers;
  for (const auto& line : lines) {
    if (!buffers.empty()) buffers.push_back(asio::buffer(kSeparator));
    buffers.push_back(asio::buffer(*line));
  }
  beast_->stream.binary(kind == MessageKind::binary);
  beast_->stream.async_write(std::span<const asio::const_buffer>(buffers),
                             [this, written = std::move(written)](error_code error, std::size_t bytes) {
                               beast_->buffers = {};
                               written(!error, bytes);
                             });
}

void WebsocketStream::close(Disconnect why, Closed closed) {
  const websocket::close_reason reason{static_cast<websocket::close_code>(why.code),
                                       boost::beast::string_view(why.reason.data(), why.reason.size())};
  beast_->stream.async_close(reason, [closed = std::move(closed)](error_code error) { closed(!error); });
}

void WebsocketStream::abort() {
  error_code ignored;  // a socket that cannot be closed is closed already
  beast_->stream.next_layer().close(ignored);
}

}  // namespace caravan::live
