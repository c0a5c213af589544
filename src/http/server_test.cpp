#include "http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>

#include "http/server_fixture.hpp"

namespace caravan::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  Client client(*this);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask(kGet, "\"hello\"");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr(" GMT\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 7\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nCache-Control: no-store\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Connection:")));
  }
  EXPECT_EQ(metric(R"(caravan_http_requests_total{method="GET",route="/hello/",status="200"})"), 3);
  EXPECT_EQ(metric("caravan_http_connections_open"), 1);
  EXPECT_EQ(metric("caravan_http_requests_in_flight"), 0);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  Client client(*this);
  std::string requests, bodies;
  for (int i = 1000; i < 1200; ++i)
    requests += "POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n" + std::to_string(i);
  client.ask(requests, "1199");
  std::size_t at = 0;
  for (int i = 1000; i < 1200; ++i) {
    at = client.received.find("\r\n\r\n" + std::to_string(i), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(ServerTest, LetsPagesOfListedOriginsAsk) {
  options.origins = {"https://app.example.org"};
  start();
  Client client(*this);
  const auto asks = [](const std::string& origin) {
    return "OPTIONS /echo/ HTTP/1.1\r\nHost: x\r\nOrigin: " + origin +
           "\r\nAccess-Control-Request-Method: POST\r\n\r\n";
  };
  const auto allowed = client.ask(asks("https://app.example.org"), "\r\n\r\n");
  EXPECT_THAT(allowed, StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(allowed, HasSubstr("\r\nAccess-Control-Allow-Origin: https://app.example.org\r\n"));
  const auto refused = client.ask(asks("https://evil.example"), "Not Allowed\"}");
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(refused, Not(HasSubstr("Access-Control")));
  const auto answer =
      client.ask("GET /hello/ HTTP/1.1\r\nHost: x\r\nOrigin: https://app.example.org\r\n\r\n", "\"hello\"");
  EXPECT_THAT(answer, HasSubstr("\r\nAccess-Control-Allow-Origin: https://app.example.org\r\n"));
}

TEST_F(ServerTest, TakesARequestByteByByte) {
  start();
  Client client(*this);
  for (const char byte :
       "POST /echo/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"s) {
    client.send({&byte, 1});
    loop.restart();
    loop.poll();
  }
  EXPECT_THAT(client.until("\r\n\r\nabc"), HasSubstr("200 OK"));
}

TEST_F(ServerTest, RedirectsToTheSlashAndKeepsTheQuery) {
  start();
  Client client(*this);
  const auto answer = client.ask("GET /hello?a=b%20c HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 307 "));
  EXPECT_THAT(answer, HasSubstr("\r\nLocation: /hello/?a=b%20c\r\n"));
  EXPECT_THAT(client.ask(kGet, "\"hello\""), HasSubstr("200 OK"));
}

TEST_F(ServerTest, SaysWhatIsNotThereAndWhatIsNotAllowed) {
  start();
  Client client(*this);
  EXPECT_THAT(client.ask("GET /no/ HTTP/1.1\r\nHost: x\r\n\r\n", "}"),
              AllOf(StartsWith("HTTP/1.1 404 "), EndsWith(R"({"detail":"Not Found"})")));
  const auto refused = client.ask("OPTIONS /hello/ HTTP/1.1\r\nHost: x\r\n\r\n", "}");
  EXPECT_THAT(refused, AllOf(StartsWith("HTTP/1.1 405 "), EndsWith(R"({"detail":"Method Not Allowed"})")));
  EXPECT_THAT(refused, HasSubstr("\r\nAllow: GET, HEAD\r\n"));
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  start();
  Client client(*this);
  const auto answer = client.ask("HEAD /hello/ HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
  EXPECT_THAT(client.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, ClosesWhenAskedTo) {
  start();
  Client client(*this);
  client.send("GET /hello/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.until_closed(), HasSubstr("\r\nConnection: close\r\n"));
  Client old(*this);
  old.send("GET /hello/ HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.until_closed(), HasSubstr("\r\nConnection: close\r\n"));
  Client old_and_patient(*this);
  EXPECT_THAT(old_and_patient.ask("GET /hello/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "\"hello\""),
              HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST_F(ServerTest, TellsAClientToGoOnWithItsBody) {
  start();
  Client client(*this);
  EXPECT_EQ(client.ask("POST /echo/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n",
                       "\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(client.ask("body", "\r\n\r\nbody"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, RefusesABodyBeforeItIsSent) {
  start();
  Client client(*this);
  client.send("POST /echo/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 65537\r\n\r\n");
  client.until("}");
  EXPECT_THAT(client.received, AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("\r\nConnection: close\r\n")));
}

TEST_F(ServerTest, RefusesAndClosesWhatIsMalformed) {
  start();
  const std::pair<std::string, int> requests[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + kGet, 400},
      {"GET / HTTP/1.1\nHost: x\n\n" + kGet, 400},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
           kGet,
       400},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
      {"GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(17000, 'a') + "\r\n\r\n", 431},
      {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
  };
  for (const auto& [bytes, status] : requests) {
    Client client(*this);
    client.send(bytes);
    client.socket.shutdown(tcp::socket::shutdown_send);
    const auto answer = client.until_closed();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(status))) << bytes.substr(0, 80);
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << "answered what follows";
  }
}

TEST_F(ServerTest, SurvivesAHandlerThatThrows) {
  start();
  Client client(*this);
  const auto answer = client.ask("GET /fail/ HTTP/1.1\r\nHost: x\r\n\r\n", "}");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 500 "), EndsWith(R"({"detail":"Internal Server Error"})")));
  EXPECT_THAT(client.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, BelievesARequestIdOnlyFromATrustedProxy) {
  start();
  Client client(*this);
  const auto request = "GET /who/ HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: from-proxy\r\n\r\n"s;
  EXPECT_THAT(client.ask(request, " id="), Not(HasSubstr("from-proxy")));
  EXPECT_THAT(client.received, HasSubstr("127.0.0.1 exempt"));
  stop();
  stopped = {};
  options.client.trusted_proxies = {*Network::parse("127.0.0.1")};
  start();
  Client behind_proxy(*this);
  EXPECT_THAT(behind_proxy.ask(request, " id=from-proxy"), HasSubstr("\r\nX-Request-Id: from-proxy\r\n"));
  EXPECT_THAT(behind_proxy.ask("GET /who/ HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\r\n"
                               "X-Forwarded-For: 192.0.2.1\r\n\r\n",
                               " id="),
              AllOf(Not(HasSubstr("a b")), HasSubstr("\r\n\r\n192.0.2.1 id=")));
}

TEST_F(ServerTest, HandsAnUpgradeOverWithEverythingRead) {
  start();
  Client client(*this);
  const auto answer = client.ask(
      "GET /live?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
      "WebSocket\r\n\r\nframe",
      "frame");
  EXPECT_EQ(answer, "101 and frame");
  ASSERT_TRUE(upgraded);
  EXPECT_EQ(upgraded->target, "/live?a=b");
  EXPECT_EQ(upgraded->headers.size(), 3u);
  EXPECT_EQ(upgraded->client.to_string(), "127.0.0.1");
  EXPECT_TRUE(upgraded->client_is_exempt);
  EXPECT_EQ(upgraded->id.size(), 16u);
  EXPECT_EQ(metric("caravan_http_connections_open"), 1);
  advance(3600s);
  EXPECT_TRUE(client.pull());
  client.send("!");
  client.until_closed();
  EXPECT_EQ(metric("caravan_http_connections_open"), 0);
}

TEST_F(ServerTest, AsksForAnUpgradeWhereOneIsDue) {
  start();
  Client client(*this);
  const auto answer = client.ask("GET /live HTTP/1.1\r\nHost: x\r\n\r\n", "}");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 426 "), HasSubstr("\r\nUpgrade: websocket\r\n")));
  EXPECT_THAT(client.ask("GET /hello/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
                         "\"hello\""),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, SeveralLoopsShareThePort) {
  asio::io_context other;
  server.emplace(std::vector<asio::any_io_executor>{loop.get_executor(), other.get_executor()}, router,
                 options, clock, random, metrics,
                 [](const std::string& task, std::exception_ptr) { FAIL() << task; });
  server->listen("127.0.0.1:0");
  ASSERT_EQ(server->endpoints().size(), 1u);
  std::thread thread([&other] { other.run(); });
  for (int i = 0; i < 16; ++i) {
    Client client(*this);
    EXPECT_THAT(client.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
  }
  stop();
  thread.join();
}

TEST_F(ServerTest, ListensOnEveryAddressOfItsHostWithOnePort) {
  start();
  server->listen("localhost:0");
  const auto& endpoints = server->endpoints();
  ASSERT_GE(endpoints.size(), 2u);
  for (std::size_t i = 1; i < endpoints.size(); ++i) {
    EXPECT_TRUE(endpoints[i].address().is_loopback());
    EXPECT_EQ(endpoints[i].port(), endpoints[1].port());
  }
}

TEST_F(ServerTest, RefusesAPortThatIsTaken) {
  start();
  Server second({loop.get_executor()}, router, options, clock, random, metrics,
                [](const std::string& task, std::exception_ptr) { FAIL() << task; });
  const auto taken = "127.0.0.1:" + std::to_string(server->endpoints().front().port());
  EXPECT_THROW(second.listen(taken), boost::system::system_error);
  EXPECT_THROW(second.listen("127.0.0.1"), std::invalid_argument);
  EXPECT_THROW(second.listen(":80"), std::invalid_argument);
  EXPECT_THROW(second.listen("127.0.0.1:port"), boost::system::system_error);
}

}  // namespace
}  // namespace caravan::http
