#include "live/endpoint.hpp"

#include <array>
#include <atomic>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "live/endpoint_fixture.hpp"

namespace caravan::live {
namespace {

using testing::HasSubstr;

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

TEST_F(EndpointTest, NobodyIsLetInBeforeThePlaceInTheLogIsKnown) {
  inbox.away = true;
  Client newcomer(address()), returning(address(1));
  newcomer.send(R"({"id":1,"connect":{"token":"2"}})");
  EXPECT_EQ(newcomer.closed().code, 3004);
  returning.send(
      R"({"id":1,"connect":{"token":"2","subs":{"inbox:2":{"recover":true,"epoch":"of before","offset":1}}}})");
  EXPECT_EQ(returning.closed().code, 3004);
  inbox.away = false;
  Client later(address());
  EXPECT_THAT(later.connect(2), HasSubstr("epoch-1"));
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
