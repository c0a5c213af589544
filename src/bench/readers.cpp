#include "bench/readers.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <utility>

#include "bench/http_client.hpp"
#include "bench/stamp.hpp"

namespace caravan::bench {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t kConnectingAtOnce = 64;  // below any listen backlog
constexpr auto kConnectLongest = 30s;
constexpr std::string_view kPing = "{}";

asio::awaitable<void> write(tcp::socket& socket, Opcode opcode, std::string_view payload) {
  const std::string frame = client_frame(opcode, payload);
  co_await asio::async_write(socket, asio::buffer(frame), asio::use_awaitable);
}

// The server's words, behind the two bytes of the code.
std::runtime_error closed(const Frame& frame) {
  const auto words = frame.payload.substr(std::min<std::size_t>(2, frame.payload.size()));
  return std::runtime_error("the target closed a reader's socket: " + std::string(words));
}

asio::awaitable<void> read_more(tcp::socket& socket, FrameReader& frames) {
  std::string bytes;
  co_await read_some(socket, bytes);
  frames.append(bytes);
}

}  // namespace

Readers::Readers(asio::any_io_executor executor, tcp::endpoint server, std::string authority)
    : server_(std::move(server)),
      authority_(std::move(authority)),
      group_(std::move(executor), [this](const std::string&, std::exception_ptr failure) {
        if (!failure_) failure_ = std::move(failure);
        changed_.set();
      }) {}

asio::awaitable<void> Readers::connect(const std::vector<Person>& people, std::uint32_t count) {
  sockets_of_.assign(people.size(), 0);
  for (std::uint32_t n = 0; n < count; ++n) {
    const auto person = n % people.size();
    ++sockets_of_[person];
    group_.spawn("reader", read(people[person].token));
    const std::uint32_t waited_for = n + 1 == count ? count : n + 1 - std::min(n + 1, kConnectingAtOnce);
    const auto deadline = Clock::now() + kConnectLongest;
    while (connected_ < waited_for && !failure_) {
      if (Clock::now() >= deadline)
        throw std::runtime_error("readers were not connected within half a minute");
      co_await changed_.wait_until(deadline);
    }
    if (failure_) std::rethrow_exception(failure_);
  }
}

asio::awaitable<void> Readers::read(std::string token) {
  tcp::socket socket(co_await asio::this_coro::executor);
  FrameReader frames;
  co_await enter(socket, frames, std::move(token));
  ++connected_;
  changed_.set();
  for (;;) {
    while (const auto frame = frames.next())
      co_await on_frame(socket, *frame);
    frames.compact();
    co_await read_more(socket, frames);
  }
}

asio::awaitable<void> Readers::enter(tcp::socket& socket, FrameReader& frames, std::string token) {
  co_await bench::connect(socket, server_);
  const std::string handshake =
      "GET /connection/websocket HTTP/1.1\r\nHost: " + authority_ +
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: Y2FyYXZhbi1iZW5jaC1yZA==\r\n\r\n";
  co_await asio::async_write(socket, asio::buffer(handshake), asio::use_awaitable);
  std::string head;
  while (head.find("\r\n\r\n") == head.npos)
    co_await read_some(socket, head);
  if (!head.starts_with("HTTP/1.1 101"))
    throw std::runtime_error("a reader was refused: " + head.substr(0, head.find("\r\n")));
  frames.append(std::string_view(head).substr(head.find("\r\n\r\n") + 4));

  co_await write(socket, Opcode::text, R"({"id":1,"connect":{"token":")" + token + R"("}})");
  auto reply = frames.next();
  while (!reply) {
    co_await read_more(socket, frames);
    reply = frames.next();
  }
  if (reply->opcode == Opcode::close) throw closed(*reply);
  if (!reply->payload.starts_with(R"({"id":1,"connect":)"))
    throw std::runtime_error("a reader was refused: " + std::string(reply->payload.substr(0, 200)));
}

asio::awaitable<void> Readers::on_frame(tcp::socket& socket, Frame frame) {
  if (frame.opcode == Opcode::close) throw closed(frame);
  if (frame.opcode == Opcode::ping) {
    co_await write(socket, Opcode::pong, frame.payload);
  } else if (frame.payload == kPing) {
    co_await write(socket, Opcode::text, kPing);
  } else {
    note_stamps(frame.payload);
  }
}

void Readers::note_stamps(std::string_view text) {
  const auto now = Clock::now();
  for (Due due; take_stamp(text, due);)
    if (measured_.holds(due)) latency_.record(now - due);
  if (latency_.count() >= awaited_) changed_.set();
}

asio::awaitable<void> Readers::wait_for(std::uint64_t deliveries, Instant deadline) {
  awaited_ = deliveries;
  while (latency_.count() < awaited_ && !failure_ && Clock::now() < deadline)
    co_await changed_.wait_until(deadline);
}

asio::awaitable<void> Readers::stop() {
  group_.cancel();
  co_await group_.join();
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace caravan::bench
