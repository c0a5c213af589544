#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "http/server.hpp"
#include "live/handshake.hpp"
#include "live/websocket_stream.hpp"
#include "observe/metrics.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

// Answers each WebSocket message with itself, on a free port, until SIGTERM. Everything but the answer is
// Caravan's: the reading of the request, the rules of the handshake and the WebSocket.
namespace caravan {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr std::size_t kMessageBytesMax = 32 << 20;  // the largest case sends 16 MiB

asio::awaitable<void> write(live::WebsocketStream& stream, live::Frame message, live::MessageKind kind) {
  runtime::AutoResetEvent written;
  stream.write({&message, 1}, kind, [&written](bool, std::size_t) { written.set(); });
  co_await written.wait_until(runtime::SteadyTime::max());
}

asio::awaitable<void> echo(tcp::socket socket, http::UpgradeRequest request) {
  if (live::refuse_handshake(request, {})) co_return;
  live::WebsocketStream stream(std::move(socket), kMessageBytesMax);
  auto head = live::handshake_head(request);
  const bool open = co_await stream.accept(std::move(head));
  while (open) {
    std::string message;
    const auto kind = co_await stream.read(message);
    if (!kind) co_return;
    auto frame = std::make_shared<const std::string>(std::move(message));
    co_await write(stream, std::move(frame), *kind);
  }
}

void fail(const std::string& task, std::exception_ptr) {
  std::cerr << "failed: " << task << '\n';
  std::_Exit(EXIT_FAILURE);
}

asio::awaitable<void> serve_until_told(http::Server& server, asio::signal_set& signals,
                                       runtime::Clock& clock) {
  server.listen("127.0.0.1:0");
  std::cout << server.endpoints().front().port() << std::endl;
  co_await signals.async_wait(asio::use_awaitable);
  const auto deadline = clock.now() + 1s;
  co_await server.stop(deadline);
}

int run() {
  asio::io_context loop(1);
  asio::signal_set signals(loop, SIGTERM);
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  http::Router router;
  router.add_upgrade("/", echo);
  http::Server server({loop.get_executor()}, router, {}, clock, random, metrics, fail);
  asio::co_spawn(loop, serve_until_told(server, signals, clock), [](std::exception_ptr failure) {
    if (failure) fail("serve", failure);
  });
  loop.run();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace caravan

int main() {
  return caravan::run();
}
