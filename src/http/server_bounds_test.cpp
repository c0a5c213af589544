#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "http/server_fixture.hpp"

namespace caravan::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct ServerBoundsTest : ServerTest {};

TEST_F(ServerBoundsTest, EndsASlowHead) {
  start();
  Client client(*this);
  client.ask(kGet + "GET /hello/ HTT", "\"hello\"");
  advance(9s);
  client.received.clear();
  EXPECT_TRUE(client.pull());
  EXPECT_EQ(client.received, "");
  advance(2s);
  EXPECT_THAT(client.until("}"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerBoundsTest, EndsASlowBody) {
  start();
  Client client(*this);
  client.ask(kGet + "POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab", "\"hello\"");
  client.received.clear();
  advance(31s);
  EXPECT_THAT(client.until("}"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerBoundsTest, ClosesWhoeverSaysNothing) {
  start();
  Client silent(*this), idle(*this);
  idle.ask(kGet, "\"hello\"");
  until([this] { return metric("caravan_http_connections_open") == 2; });
  advance(11s);
  EXPECT_EQ(silent.until_closed(), "");
  EXPECT_TRUE(idle.pull());
  advance(65s);
  idle.received.clear();
  EXPECT_EQ(idle.until_closed(), "");
}

TEST_F(ServerBoundsTest, APauseOfTheServerIsNotItsClientsFault) {
  start();
  Client prompt(*this), slow(*this);
  for (auto* client : {&prompt, &slow}) {
    client->ask(kGet + "GET /hello/ HTT", "\"hello\"");
    client->received.clear();
  }
  jump(60s);
  prompt.send("P/1.1\r\nHost: x\r\n\r\n");  // in time, for all that the server can know
  EXPECT_THAT(prompt.until("\"hello\""), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(slow.pull());
  EXPECT_EQ(slow.received, "");
  advance(1s);
  EXPECT_THAT(slow.until("}"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerBoundsTest, EndsASlowReader) {
  start();
  Client client(*this);
  client.send("GET /big/ HTTP/1.1\r\nHost: x\r\n\r\n");
  char byte;
  until([&] {
    boost::system::error_code error;
    return client.socket.read_some(asio::buffer(&byte, 1), error) == 1;
  });
  advance(31s);
  until([this] { return metric("caravan_http_connections_open") == 0; });
}

TEST_F(ServerBoundsTest, SendsAnAnswerLargerThanTheSocketTakes) {
  start();
  Client client(*this);
  client.send("GET /big/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answer = client.until_closed();
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 8u << 20);
}

TEST_F(ServerBoundsTest, CancelsAHandlerAtItsDeadlineAndKeepsTheConnection) {
  start();
  Client client(*this);
  client.send("GET /wait/ HTTP/1.1\r\nHost: x\r\n\r\n");
  until([this] { return waiting == 1; });
  EXPECT_EQ(metric("caravan_http_requests_in_flight"), 1);
  advance(31s);
  EXPECT_THAT(client.until("}"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: 1\r\n")));
  EXPECT_THAT(client.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(metric("caravan_http_requests_in_flight"), 0);
}

TEST_F(ServerBoundsTest, RefusesConnectionsAboveTheLimit) {
  options.connections.connections_max = 2;
  start();
  Client first(*this), second(*this);
  first.ask(kGet, "\"hello\"");
  second.ask(kGet, "\"hello\"");
  {
    Client third(*this);
    EXPECT_THAT(third.until_closed(),
                AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: 1\r\n")));
  }
  EXPECT_EQ(metric("caravan_http_connections_refused_total"), 1);
  EXPECT_EQ(metric("caravan_http_connections_max"), 2);
  first.socket.close();
  until([this] { return metric("caravan_http_connections_open") == 1; });
  Client fourth(*this);
  EXPECT_THAT(fourth.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerBoundsTest, RefusesTooManyConnectionsOfOneAddress) {
  options.connections.connections_per_address_max = 1;
  options.client.exempt.clear();
  start();
  Client first(*this);
  first.ask(kGet, "\"hello\"");
  Client second(*this);
  EXPECT_THAT(second.until_closed(), StartsWith("HTTP/1.1 503 "));
}

TEST_F(ServerBoundsTest, AnswersThatNobodyTakesAreBounded) {
  options.unread.bytes_per_address_max = 20 << 20;
  const auto own = [](const Request&) -> asio::awaitable<Response> {
    co_return Response::json(200, std::string(16 << 20, 'b'));
  };
  router.add("GET", "/own/", own);
  start();
  Client first(*this), second(*this), third(*this);
  const auto ask = "GET /own/ HTTP/1.1\r\nHost: localhost\r\n\r\n"s;
  first.send(ask);
  until([this] { return metric("caravan_http_requests_in_flight") == 1; });
  second.send(ask);
  second.until_closed();
  EXPECT_LT(second.received.size(), 16u << 20);
  EXPECT_EQ(metric("caravan_http_answers_not_taken_total"), 1);
  until([&] { return !first.pull() || first.received.size() > 16u << 20; });
  EXPECT_THAT(first.received, testing::EndsWith("b"));
  third.ask(ask, "\r\n\r\n");
  until([&] { return !third.pull() || third.received.size() > 16u << 20; });
  EXPECT_EQ(metric("caravan_http_answers_not_taken_total"), 1);
}

TEST_F(ServerBoundsTest, AnIdleConnectionOfTheAddressWithTheMostMakesRoom) {
  options.connections.connections_max = 2;
  options.client.exempt.clear();
  start();
  Client first(*this), second(*this);
  first.ask(kGet, "\"hello\"");
  advance(2s);
  second.ask(kGet, "\"hello\"");
  Client third(*this);
  EXPECT_THAT(third.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
  first.received.clear();
  EXPECT_EQ(first.until_closed(), "");
  EXPECT_TRUE(second.pull());
  EXPECT_EQ(metric("caravan_http_connections_evicted_total"), 1);
  EXPECT_EQ(metric("caravan_http_connections_open"), 2);
}

TEST_F(ServerBoundsTest, UpgradedConnectionsBehindAProxyAreCountedForTheirClients) {
  options.connections.connections_per_address_max = 1;
  options.client.trusted_proxies = {*Network::parse("127.0.0.0/8")};
  start();
  const auto upgrade = [](const std::string& client) {
    return "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Forwarded-For: " +
           client + "\r\n\r\n";
  };
  Client first(*this), second(*this), other(*this);
  EXPECT_EQ(first.ask(upgrade("192.0.2.1"), "and "), "101 and ");
  EXPECT_THAT(second.ask(upgrade("192.0.2.1"), "}"),
              AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Too many connections")));
  EXPECT_EQ(other.ask(upgrade("192.0.2.2"), "and "), "101 and ");
}

TEST_F(ServerBoundsTest, WhoGetsNoMemoryLosesTheConnectionAndNobodyElse) {
  start();
  Client greedy(*this), other(*this);
  greedy.send("GET /exhaust/ HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(greedy.until_closed(), "");
  EXPECT_EQ(metric("caravan_http_connections_out_of_memory_total"), 1);
  EXPECT_THAT(other.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(metric("caravan_http_requests_in_flight"), 0);
}

TEST_F(ServerBoundsTest, StopLetsARequestInFlightFinishAndClosesTheRest) {
  start();
  Client idle(*this), busy(*this);
  idle.ask(kGet, "\"hello\"");
  busy.send("GET /wait/ HTTP/1.1\r\nHost: x\r\n\r\n");
  until([this] { return waiting == 1; });
  const auto endpoint = server->endpoints().front();
  begin_stop(5s);
  idle.received.clear();
  EXPECT_EQ(idle.until_closed(), "");
  EXPECT_TRUE(busy.pull());
  tcp::socket late(loop);
  boost::system::error_code error;
  late.connect(endpoint, error);
  EXPECT_EQ(error, asio::error::connection_refused);
  released.set();
  EXPECT_THAT(busy.until_closed(),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\nConnection: close\r\n")));
  stop();
}

TEST_F(ServerBoundsTest, StopCancelsAtItsDeadlineWhatDidNotFinish) {
  start();
  Client busy(*this), live(*this);
  busy.send("GET /wait/ HTTP/1.1\r\nHost: x\r\n\r\n");
  live.ask("GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "101");
  until([this] { return waiting == 1; });
  begin_stop(5s);
  advance(4s);
  EXPECT_FALSE(live_end) << "an upgraded connection is its owner's to close until the deadline";
  EXPECT_TRUE(busy.pull());
  advance(1s);
  EXPECT_EQ(busy.until_closed(), "");
  stop();
  EXPECT_EQ(live_end, asio::error::operation_aborted);
}

}  // namespace
}  // namespace caravan::http
