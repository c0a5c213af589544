#include "live_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "http_client.hpp"

namespace caravan::scenario {

namespace asio = boost::asio;

namespace {

constexpr int kText = 1, kClose = 8;

}  // namespace

LiveClient::LiveClient(const asio::ip::tcp::endpoint& server) {
  socket_.connect(server);
  const std::string_view handshake =
      "GET /connection/websocket HTTP/1.1\r\nHost: scenario\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  asio::write(socket_, asio::buffer(handshake));
  // Byte by byte, so that no frame behind the head is read with it.
  std::string head;
  for (char byte = 0; !head.ends_with("\r\n\r\n"); head += byte)
    read(&byte, 1);
  if (!head.starts_with("HTTP/1.1 101")) throw std::runtime_error("no WebSocket: " + head);
}

void LiveClient::read(void* into, std::size_t bytes) {
  for (auto* at = static_cast<char*>(into); bytes > 0;) {
    await_readable(socket_);
    const auto count = socket_.read_some(asio::buffer(at, bytes));
    at += count;
    bytes -= count;
  }
}

void LiveClient::send(std::string_view text) {
  // A mask of zeros is a mask.
  std::string frame{'\x81'};
  if (text.size() < 126) {
    frame += static_cast<char>(0x80 | text.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(text.size() >> 8);
    frame += static_cast<char>(text.size() & 0xff);
  }
  frame.append(4, '\0').append(text);
  asio::write(socket_, asio::buffer(frame));
}

LiveClient::Frame LiveClient::read_frame() {
  std::uint8_t head[2];
  read(head, sizeof head);
  std::size_t length = head[1] & 0x7f;
  if (length >= 126) {
    std::vector<std::uint8_t> extended(length == 126 ? 2 : 8);
    read(extended.data(), extended.size());
    length = 0;
    for (const auto byte : extended)
      length = length << 8 | byte;
  }
  Frame frame{head[0] & 0x0f, std::string(length, '\0')};
  read(frame.payload.data(), length);
  return frame;
}

std::string LiveClient::next() {
  for (;;) {
    auto frame = read_frame();
    if (frame.opcode == kText) return std::move(frame.payload);
    if (frame.opcode == kClose) throw std::runtime_error("closed: " + frame.payload.substr(2));
  }
}

int LiveClient::next_close() {
  for (;;) {
    const auto frame = read_frame();
    if (frame.opcode != kClose) continue;
    return static_cast<std::uint8_t>(frame.payload.at(0)) << 8 |
           static_cast<std::uint8_t>(frame.payload.at(1));
  }
}

std::string LiveClient::enter(std::string_view token, std::string_view channel, std::string_view epoch,
                              std::string_view offset) {
  std::string command = R"({"id":1,"connect":{"token":")" + std::string(token) + '"';
  if (!epoch.empty())
    command.append(R"(,"subs":{")")
        .append(channel)
        .append(R"(":{"recover":true,"epoch":")")
        .append(epoch)
        .append(R"(","offset":)")
        .append(offset)
        .append("}}");
  send(command + "}}");
  return next();
}

}  // namespace caravan::scenario
