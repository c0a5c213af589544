#pragma once

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
#include <new>
#include <optional>
#include <stdexcept>
#include <string>

#include "http/server.hpp"
#include "runtime/manual_clock.hpp"

// What the server's tests have in common.
namespace caravan::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using namespace std::string_literals;

inline const std::string kGet = "GET /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

inline asio::awaitable<Response> hello(const Request&) {
  co_return Response::json(200, R"("hello")");
}
inline asio::awaitable<Response> echo(const Request& request) {
  co_return Response::json(200, std::string(request.body));
}
inline asio::awaitable<Response> fail(const Request&) {
  throw std::runtime_error("a secret of the server");
  co_return Response{};
}
inline asio::awaitable<Response> exhaust(const Request&) {
  throw std::bad_alloc();
  co_return Response{};
}
inline asio::awaitable<Response> who(const Request& request) {
  co_return Response::json(200, request.client.to_string() + (request.client_is_exempt ? " exempt" : "") +
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
    options.client.exempt = {*Network::parse("127.0.0.0/8")};
    router.add("GET", "/hello/", hello);
    router.add("POST", "/echo/", echo);
    router.add("GET", "/fail/", fail);
    router.add("GET", "/exhaust/", exhaust);
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
  // At the pace of the watch, which sleeps again after each look.
  void advance(std::chrono::seconds by) {
    for (auto passed = 0s; passed < by; passed += 1s)
      jump(1s);
  }
  // As time passes for a process that was stopped: the watch wakes late.
  void jump(std::chrono::seconds by) {
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
  runtime::AutoResetEvent released;
  int waiting = 0;
  std::optional<UpgradeRequest> upgraded;
  std::optional<boost::system::error_code> live_end;
};

}  // namespace caravan::http
