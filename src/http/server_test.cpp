#include "http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "runtime/manual_clock.hpp"

namespace caravan::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string kGet = "GET /hello/ HTTP/1.1\r\nHost: x\r\n\r\n";

asio::awaitable<Response> hello(const Request&) {
  co_return Response::json(200, R"("hello")");
}
asio::awaitable<Response> echo(const Request& request) {
  co_return Response::json(200, std::string(request.body));
}
asio::awaitable<Response> fail(const Request&) {
  throw std::runtime_error("a secret of the server");
  co_return Response{};
}
asio::awaitable<Response> who(const Request& request) {
  co_return Response::json(200, request.client.to_string() + (request.client_is_local ? " local" : "") +
                                    " id=" + std::string(request.id));
}

class RandomFromOne final : public runtime::Random {
 public:
  std::uint64_t next() override { return ++last_; }

 private:
  std::uint64_t last_ = 0;
};

// The server and its clients run on the test's own thread: `until` turns the event loop, so nothing happens
// behind a test's back.
struct ServerTest : testing::Test {
  // A raw socket: bytes in, bytes out.
  struct Client {
    explicit Client(ServerTest& test) : test(test), socket(test.loop) {
      socket.connect(test.server->endpoints().front());
      socket.non_blocking(true);
    }

    void send(std::string_view bytes) { asio::write(socket, asio::buffer(bytes)); }
    // Takes in what has come; false when the server closed.
    bool pull() {
      char bytes[64 * 1024];
      boost::system::error_code error;
      while (!error)
        received.append(bytes, socket.read_some(asio::buffer(bytes), error));
      return error == asio::error::would_block;
    }
    std::string until(const std::string& end) {
      test.until([&] { return !pull() || received.find(end) != std::string::npos; });
      return received;
    }
    std::string until_closed() {
      test.until([&] { return !pull(); });
      return received;
    }
    std::string ask(std::string_view bytes, const std::string& end) {
      send(bytes);
      received.clear();
      return until(end);
    }

    ServerTest& test;
    tcp::socket socket;
    std::string received;
  };

  ServerTest() {
    router.add("GET", "/hello/", hello);
    router.add("POST", "/echo/", echo);
    router.add("GET", "/fail/", fail);
    router.add("GET", "/who/", who);
    router.add("GET", "/wait/", [this](const Request&) { return wait(); });
    router.add("GET", "/big/", [this](const Request&) { return big(); });
    router.add_upgrade("/live", [this](tcp::socket socket, UpgradeRequest request) {
      return live(std::move(socket), std::move(request));
    });
  }
  ~ServerTest() override { stop(); }

  void start() {
    server.emplace(std::vector<asio::any_io_executor>{loop.get_executor()}, router, options, clock, random,
                   metrics, [](const std::string& task, std::exception_ptr) { FAIL() << task; });
    server->listen("127.0.0.1:0");
  }
  void begin_stop(std::chrono::seconds grace) {
    stopped = asio::co_spawn(loop, server->stop(clock.now() + grace), asio::use_future);
  }
  void stop() {
    if (!server) return;
    if (!stopped.valid()) begin_stop(0s);
    until([this] { return stopped.wait_for(0s) == std::future_status::ready; });
    server.reset();
  }
  void until(const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + 10s;
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      loop.restart();
      loop.run_one_for(10ms);
    }
  }
  // Waits for the watch to look: it sleeps again after each look.
  void advance(std::chrono::seconds by) {
    until([this] { return clock.waiting() > 0; });
    clock.advance(by);
    loop.restart();
    while (loop.poll_one() > 0) {
    }
  }
  double metric(const std::string& name) const {
    const auto text = metrics.expose();
    const auto at = text.find("\n" + name + " ");
    return at == std::string::npos ? 0 : std::stod(text.substr(at + 2 + name.size()));
  }

  asio::awaitable<Response> wait() {
    ++waiting;
    co_await clock.wait(released, runtime::SteadyTime::max());
    co_return Response::json(200, R"("waited")");
  }
  asio::awaitable<Response> big() {
    Response response;
    response.shared_body = std::make_shared<const std::string>(8 << 20, 'b');
    co_return response;
  }
  asio::awaitable<void> live(tcp::socket socket, UpgradeRequest request) {
    upgraded = std::move(request);
    co_await asio::async_write(socket, asio::buffer("101 and "s + upgraded->unread), asio::use_awaitable);
    boost::system::error_code error;
    char byte;
    co_await asio::async_read(socket, asio::buffer(&byte, 1),
                              asio::redirect_error(asio::use_awaitable, error));
    live_end = error;
  }

  asio::io_context loop;
  runtime::ManualClock clock;
  RandomFromOne random;
  observe::Metrics metrics;
  Router router;
  Server::Options options;
  std::optional<Server> server;
  std::future<void> stopped;
  runtime::Alarm released;
  int waiting = 0;
  std::optional<UpgradeRequest> upgraded;
  std::optional<boost::system::error_code> live_end;
};

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
  const auto request = "GET /who/ HTTP/1.1\r\nHost: x\r\nX-Request-Id: from-proxy\r\n\r\n"s;
  EXPECT_THAT(client.ask(request, " id="), Not(HasSubstr("from-proxy")));
  EXPECT_THAT(client.received, HasSubstr("127.0.0.1 local"));
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

TEST_F(ServerTest, EndsASlowHead) {
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

TEST_F(ServerTest, EndsASlowBody) {
  start();
  Client client(*this);
  client.ask(kGet + "POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab", "\"hello\"");
  client.received.clear();
  advance(31s);
  EXPECT_THAT(client.until("}"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, ClosesWhoeverSaysNothing) {
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

TEST_F(ServerTest, EndsASlowReader) {
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

TEST_F(ServerTest, SendsAnAnswerLargerThanTheSocketTakes) {
  start();
  Client client(*this);
  client.send("GET /big/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answer = client.until_closed();
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 8u << 20);
}

TEST_F(ServerTest, CancelsAHandlerAtItsDeadlineAndKeepsTheConnection) {
  start();
  Client client(*this);
  client.send("GET /wait/ HTTP/1.1\r\nHost: x\r\n\r\n");
  until([this] { return waiting == 1; });
  EXPECT_EQ(metric("caravan_http_requests_in_flight"), 1);
  advance(31s);
  EXPECT_THAT(client.until("}"), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(client.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(metric("caravan_http_requests_in_flight"), 0);
}

TEST_F(ServerTest, RefusesConnectionsAboveTheLimit) {
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
  first.socket.close();
  until([this] { return metric("caravan_http_connections_open") == 1; });
  Client fourth(*this);
  EXPECT_THAT(fourth.ask(kGet, "\"hello\""), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, RefusesTooManyConnectionsOfOneAddress) {
  options.connections.connections_per_address_max = 1;
  options.client.exempt.clear();
  start();
  Client first(*this);
  first.ask(kGet, "\"hello\"");
  Client second(*this);
  EXPECT_THAT(second.until_closed(), StartsWith("HTTP/1.1 503 "));
}

TEST_F(ServerTest, HandsAnUpgradeOverWithEverythingRead) {
  start();
  Client client(*this);
  const auto answer = client.ask(
      "GET /live?a=b HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
      "WebSocket\r\n\r\nframe",
      "frame");
  EXPECT_EQ(answer, "101 and frame");
  ASSERT_TRUE(upgraded);
  EXPECT_EQ(upgraded->target, "/live?a=b");
  EXPECT_EQ(upgraded->headers.size(), 3u);
  EXPECT_EQ(upgraded->client.to_string(), "127.0.0.1");
  EXPECT_TRUE(upgraded->client_is_local);
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

TEST_F(ServerTest, StopLetsARequestInFlightFinishAndClosesTheRest) {
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
  released.ring();
  EXPECT_THAT(busy.until_closed(),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\nConnection: close\r\n")));
  stop();
}

TEST_F(ServerTest, StopCancelsAtItsDeadlineWhatDidNotFinish) {
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
