#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "live/codes.hpp"
#include "live/publication.hpp"

namespace caravan::live {

enum class MessageKind { text, binary };

// One WebSocket, whatever is said over it: RFC 6455 with this server's limits, behind a header without Beast.
//
// Everything happens on the event loop of its socket, and nothing has a deadline: whoever owns it watches the
// time and calls `abort`. It is destroyed when no operation is under way.
class WebsocketStream {
 public:
  using Written = std::function<void(bool well, std::size_t bytes)>;
  using Closed = std::function<void(bool well)>;

  // A larger message from the client ends the connection with code 1009.
  WebsocketStream(boost::asio::ip::tcp::socket socket, std::size_t message_bytes_max);
  ~WebsocketStream();

  // Does the handshake that `head` asks for. False when it failed.
  boost::asio::awaitable<bool> accept(std::string head);
  // Appends the next message to `message`, which must outlive the read. Nothing when there will be no more:
  // the client closed, left, or broke the protocol, which it has then been told. Pings are answered on the
  // way.
  boost::asio::awaitable<std::optional<MessageKind>> read(std::string& message);
  // Writes `lines` as one message, with line feeds between them. They must stay until `written` is called,
  // and nothing else may be written or closed before that.
  void write(std::span<const Frame> lines, MessageKind kind, Written written);
  // Sends a close frame and waits for the client's.
  void close(Disconnect why, Closed closed);
  // Closes the socket without a word; what is under way fails soon.
  void abort();

 private:
  struct Beast;

  std::unique_ptr<Beast> beast_;
};

}  // namespace caravan::live
