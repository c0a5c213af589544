#pragma once

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <sstream>
#include <thread>

#include "live/endpoint.hpp"
#include "runtime/manual_clock.hpp"

// An endpoint on real sockets and a clock of the test's, and clients of it.
namespace caravan::live {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using domain::UserId;
using namespace std::chrono_literals;

// A log of deliveries in memory. Thread-safe.
class LogInbox final : public ports::Inbox {
 public:
  ports::Logged<domain::Delivery> append(std::int64_t recipient, std::string body) {
    const std::lock_guard lock(mutex_);
    auto message =
        std::make_shared<const domain::Message>(domain::Message{.id = {},
                                                                .chat = {},
                                                                .from = UserId{1},
                                                                .to = {},
                                                                .body = std::move(body),
                                                                .time = domain::TimeUuid::at({}, 0)});
    const auto offset = static_cast<ports::Offset>(log_.size()) + 1;
    return log_.emplace_back(
        ports::Logged<domain::Delivery>{offset, {UserId{recipient}, std::move(message)}});
  }

  ports::Task<ports::Result<ports::InboxPage>> since(UserId recipient, ports::Offset offset,
                                                     std::size_t count_max) override {
    const std::lock_guard lock(mutex_);
    ports::InboxPage page;
    for (auto at = static_cast<std::size_t>(offset); at < log_.size(); ++at)
      if (log_[at].record.recipient == recipient) page.deliveries.push_back(log_[at]);
    if (page.deliveries.size() > count_max) page = {.deliveries = {}, .complete = false};
    co_return page;
  }
  ports::Task<ports::Result<std::string>> epoch() override {
    if (away) co_return ports::Error{ports::Errc::unavailable, "not read back"};
    co_return "epoch-1";
  }

  std::atomic<bool> away = false;

 private:
  std::mutex mutex_;
  std::deque<ports::Logged<domain::Delivery>> log_;
};

// Takes connections from a port of loopback and gives them to the endpoint, as the HTTP server does:
// everything up to the empty line is the request, what came behind it is unread.
class MiniServer {
 public:
  MiniServer(asio::io_context& loop, http::UpgradeHandler handler)
      : acceptor_(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        handler_(std::move(handler)),
        tasks_(loop.get_executor(),
               [](const std::string& task, std::exception_ptr) { ADD_FAILURE() << task; }) {
    asio::post(loop, [this] { tasks_.spawn("accept", accept()); });
  }
  tcp::endpoint address() const { return acceptor_.local_endpoint(); }
  void stop(asio::io_context& loop) { asio::co_spawn(loop, cancel(), asio::use_future).get(); }

 private:
  asio::awaitable<void> accept() {
    while (true)
      tasks_.spawn("connection", connection(co_await acceptor_.async_accept(asio::use_awaitable)));
  }
  asio::awaitable<void> connection(tcp::socket socket) {
    http::UpgradeRequest request;
    std::string text;
    const auto length =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(text), "\r\n\r\n", asio::use_awaitable);
    request.unread = text.substr(length);
    std::istringstream head(text.substr(0, length));
    std::string line, method;
    head >> method >> request.target;
    std::getline(head, line);
    while (std::getline(head, line) && line != "\r") {
      const auto colon = line.find(": ");
      request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2, line.size() - colon - 3));
      if (request.headers.back().first == "Host") request.host = request.headers.back().second;
    }
    co_await handler_(std::move(socket), std::move(request));
  }
  asio::awaitable<void> cancel() {
    tasks_.cancel();
    co_await tasks_.join();
  }

  tcp::acceptor acceptor_;
  http::UpgradeHandler handler_;
  runtime::TaskGroup tasks_;
};

inline std::variant<Bearer, TokenFailure> check_plain_number(std::string_view token) {
  const auto user = UserId::parse(token);
  if (!user) return TokenFailure::invalid;
  return Bearer{*user, runtime::SystemTime(24h * 365 * 57)};
}

// A client that blocks, as a person would read the protocol.
class Client {
 public:
  explicit Client(const tcp::endpoint& server) : stream_(context_) {
    stream_.next_layer().connect(server);
    stream_.next_layer().set_option(tcp::no_delay(true));
    stream_.handshake("localhost", "/connection/websocket");
  }

  void send(std::string_view text) { stream_.write(asio::buffer(text)); }
  // The next reply or push; several may come in one message.
  std::string receive() {
    while (frames_.empty()) {
      boost::beast::flat_buffer buffer;
      stream_.read(buffer);
      std::istringstream lines(boost::beast::buffers_to_string(buffer.data()));
      for (std::string line; std::getline(lines, line);)
        frames_.push_back(line);
    }
    const auto frame = frames_.front();
    frames_.pop_front();
    return frame;
  }
  std::string connect(std::int64_t user, std::string_view subs = "{}") {
    send(R"({"id":1,"connect":{"token":")" + std::to_string(user) + R"(","subs":)" + std::string(subs) +
         "}}");
    return receive();
  }
  // Reads until the server closes and tells its reason.
  websocket::close_reason closed() {
    boost::system::error_code error;
    boost::beast::flat_buffer buffer;
    while (!error)
      stream_.read(buffer, error);
    EXPECT_EQ(error, websocket::error::closed);
    return stream_.reason();
  }
  websocket::stream<tcp::socket>& stream() { return stream_; }

 private:
  asio::io_context context_;
  websocket::stream<tcp::socket> stream_;
  std::deque<std::string> frames_;
};

// The numbers behind each `key` in `text`.
inline std::vector<std::int64_t> numbers_behind(std::string_view key, std::string_view text) {
  std::vector<std::int64_t> numbers;
  for (auto at = text.find(key); at != text.npos; at = text.find(key, at + 1))
    numbers.push_back(std::stoll(std::string(text.substr(at + key.size(), 20))));
  return numbers;
}

inline std::int64_t offset_of(std::string_view push) {
  return numbers_behind(R"("offset":)", push).back();
}

// An endpoint on two event loops with a thread each, behind one port per loop.
struct EndpointTest : testing::Test {
  Endpoint::Options options;
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  LogInbox inbox;
  asio::io_context loops[2];
  std::optional<Endpoint> made;
  std::optional<MiniServer> servers[2];
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::vector<std::thread> threads;
  std::atomic<ports::Offset> position = 0;

  Endpoint& endpoint() {
    if (made) return *made;
    const auto on_failure = [](const std::string& task, std::exception_ptr) { ADD_FAILURE() << task; };
    made.emplace(
        options, std::vector<asio::any_io_executor>{loops[0].get_executor(), loops[1].get_executor()},
        [this](UserId) { return position.load(); },
        Endpoint::Needs{inbox, check_plain_number, nullptr, clock, random, metrics}, on_failure);
    for (int i = 0; i < 2; ++i) {
      servers[i].emplace(loops[i], made->handler());
      work.push_back(asio::make_work_guard(loops[i]));
      threads.emplace_back([this, i] { loops[i].run(); });
    }
    return *made;
  }
  tcp::endpoint address(int loop = 0) {
    endpoint();
    return servers[loop]->address();
  }
  ports::Offset deliver(std::int64_t recipient, std::string body = "hi") {
    const auto delivery = inbox.append(recipient, std::move(body));
    show(std::span(&delivery, 1));
    return delivery.offset;
  }
  void show(std::span<const ports::Logged<domain::Delivery>> deliveries) {
    position = deliveries.back().offset;
    endpoint().readers().show(deliveries);
  }
  // Lets time pass; the tickers judge once, at its end.
  void pass(std::chrono::seconds time) {
    jump(time - 1s);
    clock.advance(1s);
  }
  // As time passes for a process that was stopped: the tickers wake late.
  void jump(std::chrono::seconds time) {
    await_tickers();
    clock.advance(time);
    await_tickers();
  }
  // Until both have looked and sleep again.
  void await_tickers() {
    while (clock.waiting() < 2)
      std::this_thread::yield();
  }
  void stop() {
    if (!made || threads.empty()) return;
    asio::co_spawn(loops[0], made->stop(), asio::use_future).get();
  }
  void TearDown() override {
    stop();
    for (int i = 0; i < 2 && made; ++i)
      servers[i]->stop(loops[i]);
    work.clear();
    for (auto& thread : threads)
      thread.join();
  }
};

}  // namespace caravan::live
