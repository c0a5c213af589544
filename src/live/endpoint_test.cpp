#include "live/endpoint.hpp"

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <numeric>
#include <sstream>
#include <thread>

#include "runtime/manual_clock.hpp"

namespace caravan::live {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using domain::UserId;
using testing::HasSubstr;
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
  std::string epoch() const override { return "epoch-1"; }

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

std::variant<Bearer, TokenFailure> check_plain_number(std::string_view token) {
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
std::vector<std::int64_t> numbers_behind(std::string_view key, std::string_view text) {
  std::vector<std::int64_t> numbers;
  for (auto at = text.find(key); at != text.npos; at = text.find(key, at + 1))
    numbers.push_back(std::stoll(std::string(text.substr(at + key.size(), 20))));
  return numbers;
}

std::int64_t offset_of(std::string_view push) {
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
        Endpoint::Needs{inbox, check_plain_number, clock, random, metrics}, on_failure);
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

TEST_F(EndpointTest, DeliveriesReachTheirRecipientsOnEveryLoop) {
  Client phone(address(0)), laptop(address(1)), other(address(0));
  EXPECT_THAT(phone.connect(2), HasSubstr(R"("subs":{"inbox:2":{"recoverable":true,)"));
  laptop.connect(2);
  other.connect(3);
  deliver(3, "for three");
  deliver(2, "for two");
  EXPECT_THAT(phone.receive(), HasSubstr("for two"));
  EXPECT_THAT(laptop.receive(), HasSubstr("for two"));
  EXPECT_THAT(other.receive(), HasSubstr("for three"));
}

TEST_F(EndpointTest, AClientThatComesBackGetsWhatItMissed) {
  {
    Client first(address());
    first.connect(2);
    deliver(2, "seen");
    EXPECT_EQ(offset_of(first.receive()), 1);
  }
  deliver(2, "missed");
  deliver(3);
  Client again(address(1));
  EXPECT_THAT(
      again.connect(2, R"({"inbox:2":{"recover":true,"epoch":"epoch-1","offset":1}})"),
      testing::AllOf(HasSubstr(R"("recovered":true)"), HasSubstr("missed"), testing::Not(HasSubstr("seen"))));
  EXPECT_EQ(deliver(2, "later"), 4);
  EXPECT_EQ(offset_of(again.receive()), 4);
}

TEST_F(EndpointTest, ABadTokenClosesWithTheProtocolsCodeAndReason) {
  Client client(address());
  client.send(R"({"id":1,"connect":{"token":"forged"}})");
  const auto reason = client.closed();
  EXPECT_EQ(reason.code, 3500);
  EXPECT_EQ(reason.reason, "invalid token");
}

TEST_F(EndpointTest, BinaryAndOversizeMessagesClose) {
  Client binary(address());
  binary.stream().binary(true);
  binary.send("{}");
  EXPECT_EQ(binary.closed().code, 3501);
  Client large(address());
  large.send(std::string(options.connection.message_bytes_max + 1, ' '));
  EXPECT_EQ(large.closed().code, websocket::close_code::too_big);
}

TEST_F(EndpointTest, FragmentsAreOneMessage) {
  Client client(address());
  client.stream().write_some(false, asio::buffer(std::string_view(R"({"id":1,"connect":)")));
  client.stream().write_some(true, asio::buffer(std::string_view(R"({"token":"2"}})")));
  EXPECT_THAT(client.receive(), HasSubstr("inbox:2"));
}

TEST_F(EndpointTest, WhoDoesNotConnectGoesStaleAndWhoDoesNotPongIsSentAway) {
  Client stale(address()), silent(address()), lively(address(1));
  silent.connect(2);
  lively.connect(3);
  pass(options.connection.session.ping_interval);
  EXPECT_EQ(stale.closed().code, 3502);
  EXPECT_EQ(lively.receive(), "{}");
  lively.send("{}");
  lively.send(R"({"id":2,"ping":{}})");
  EXPECT_EQ(lively.receive(), R"({"id":2,"ping":{}})");
  pass(options.connection.session.pong_timeout);
  EXPECT_EQ(silent.closed().code, 3012);
  lively.send(R"({"id":3,"ping":{}})");
  EXPECT_EQ(lively.receive(), R"({"id":3,"ping":{}})");
}

TEST_F(EndpointTest, APauseOfTheServerIsNotItsClientsFault) {
  Client one(address(0)), other(address(1));
  one.connect(2);
  other.connect(3);
  pass(options.connection.session.ping_interval);
  jump(options.connection.session.pong_timeout + 60s);
  for (auto* client : {&one, &other}) {
    EXPECT_EQ(client->receive(), "{}");
    client->send("{}");  // in time, for all that the server can know
    client->send(R"({"id":2,"ping":{}})");
    EXPECT_EQ(client->receive(), R"({"id":2,"ping":{}})");
  }
}

TEST_F(EndpointTest, AUserMayHaveSoManyConnections) {
  options.hub.connections_per_user_max = 1;
  Client first(address(0)), second(address(1));
  first.connect(2);
  second.send(R"({"id":1,"connect":{"token":"2"}})");
  EXPECT_EQ(second.closed().code, 3504);
}

TEST_F(EndpointTest, AClientThatDoesNotReadIsCutOff) {
  options.connection.session.outgoing_bytes_max = 256 << 10;
  options.connection.session.ping_interval = 24h;
  Client slow(address());
  slow.stream().next_layer().set_option(asio::socket_base::receive_buffer_size(4096));
  slow.connect(2);
  const std::string body(16 << 10, 'x');
  while (metrics.expose().find("caravan_live_disconnects_total{code=\"3008\"} 1") == std::string::npos) {
    deliver(2, body);
    clock.advance(1s);
    std::this_thread::yield();
  }
}

TEST_F(EndpointTest, EarlyBytesBehindTheHandshakeAreRead) {
  asio::io_context context;
  tcp::socket socket(context);
  socket.connect(address());
  const std::string_view head =
      "GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  // A text frame with the payload "{}", masked with zeros: not a connect, so it is answered by a close with
  // 3501.
  asio::write(socket, asio::buffer(std::string(head) + std::string("\x81\x82\0\0\0\0{}", 8)));
  std::string answer;
  asio::read_until(socket, asio::dynamic_buffer(answer), "bad request");
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 101"));
  EXPECT_THAT(answer, HasSubstr("\x88\x0d\x0d\xad"
                                "bad request"));
}

TEST_F(EndpointTest, ForeignPagesAreRefusedInPlainHttp) {
  asio::io_context context;
  tcp::socket socket(context);
  socket.connect(address());
  asio::write(socket, asio::buffer(std::string_view(
                          "GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                          "Origin: https://evil.example\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "Sec-WebSocket-Version: 13\r\nConnection: Upgrade\r\n\r\n")));
  std::string answer;
  boost::system::error_code end;
  asio::read(socket, asio::dynamic_buffer(answer), end);
  EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n{\"detail\":\"Origin is not allowed\"}"));
}

TEST_F(EndpointTest, StoppingSendsEverybodyAway) {
  Client connected(address(0)), fresh(address(1));
  connected.connect(2);
  auto stopped = asio::co_spawn(loops[0], endpoint().stop(), asio::use_future);
  EXPECT_EQ(connected.closed().code, 3001);
  EXPECT_EQ(fresh.closed().code, 3001);
  stopped.get();
  EXPECT_THAT(metrics.expose(), HasSubstr("caravan_live_sockets_open 0"));
  asio::io_context context;
  tcp::socket late(context);
  late.connect(address());
  asio::write(late, asio::buffer(std::string_view("GET / HTTP/1.1\r\nHost: h\r\n\r\n")));
  std::string answer;
  boost::system::error_code end;
  asio::read(late, asio::dynamic_buffer(answer), end);
  EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 503 "));
  for (auto& server : servers)
    server->stop(&server == &servers[0] ? loops[0] : loops[1]);
}

TEST_F(EndpointTest, CancellingTheConnectionsTaskEndsIt) {
  Client client(address());
  client.connect(2);
  servers[0]->stop(loops[0]);  // joins the connection's task
  boost::system::error_code error;
  boost::beast::flat_buffer buffer;
  client.stream().read(buffer, error);
  EXPECT_TRUE(error);
}

// What a client has of its user's deliveries, whose bodies count from 0.
class Received {
 public:
  explicit Received(int user) : channel_("inbox:" + std::to_string(user)) {}

  std::string position() const {
    return "{\"" + channel_ + R"(":{"recover":true,"epoch":"epoch-1","offset":)" + std::to_string(last_) +
           "}}";
  }
  void take(std::string_view frame) {
    // Publications end like this, whether pushed or recovered.
    for (const auto offset : numbers_behind(R"(]},"offset":)", frame)) {
      EXPECT_GT(offset, last_);
      last_ = offset;
    }
    const auto bodies = numbers_behind(R"("body":")", frame);
    bodies_.insert(bodies_.end(), bodies.begin(), bodies.end());
  }
  const std::vector<std::int64_t>& bodies() const { return bodies_; }

 private:
  const std::string channel_;
  std::int64_t last_ = 0;
  std::vector<std::int64_t> bodies_;
};

// Connects, reads a little and leaves, until it has `count` deliveries.
std::vector<std::int64_t> read_in_rounds(int user, std::size_t count, std::array<tcp::endpoint, 2> servers,
                                         std::atomic<int>& connected) {
  Received received(user);
  for (int round = 0; received.bodies().size() < count; ++round) {
    Client client(servers[round % 2]);
    try {
      const auto reply = client.connect(user, received.position());
      EXPECT_THAT(reply, HasSubstr(R"("recovered":true)"));
      received.take(reply);
      if (round == 0) ++connected;
      for (int i = 0; i < 20 && received.bodies().size() < count; ++i)
        received.take(client.receive());
    } catch (const boost::system::system_error&) {
      EXPECT_EQ(client.stream().reason().code, 3008);  // too slow for this flood: come back and recover
    }
  }
  return received.bodies();
}

TEST_F(EndpointTest, ComingAndGoingUnderLoadLosesAndRepeatsNothing) {
  constexpr int kUsers = 4, kDeliveries = 4000;
  options.connection.recovery.deliveries_max = kDeliveries;
  options.connection.recovery.bytes_max = 8 << 20;
  options.connection.session.outgoing_bytes_max = 16 << 20;
  const std::array servers{address(0), address(1)};
  std::atomic<int> connected = 0;
  std::vector<std::future<std::vector<std::int64_t>>> readers;
  for (int user = 1; user <= kUsers; ++user)
    readers.push_back(
        std::async(std::launch::async, read_in_rounds, user, kDeliveries, servers, std::ref(connected)));
  while (connected < kUsers)
    std::this_thread::yield();
  for (int i = 0; i < kDeliveries; ++i) {
    std::vector<ports::Logged<domain::Delivery>> batch;
    for (int user = 1; user <= kUsers; ++user)
      batch.push_back(inbox.append(user, std::to_string(i)));
    show(batch);
  }
  std::vector<std::int64_t> all(kDeliveries);
  std::iota(all.begin(), all.end(), 0);
  for (auto& reader : readers)
    EXPECT_EQ(reader.get(), all);
}

}  // namespace
}  // namespace caravan::live
