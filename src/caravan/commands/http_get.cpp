#include "caravan/commands/http_get.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <future>
#include <stdexcept>

#include "bench/http_client.hpp"

namespace caravan::commands {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::seconds answer_timeout{10};

asio::awaitable<HttpAnswer> exchange(bench::Target target, std::string path) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  const auto found =
      co_await resolver.async_resolve(target.host, std::to_string(target.port), asio::use_awaitable);
  bench::HttpClient client(executor, found.begin()->endpoint());
  const auto request = bench::request_text("GET", path, target.authority());
  const auto answer = co_await client.exchange(request);
  co_return HttpAnswer{static_cast<unsigned>(answer.status), std::string(answer.body)};
}

}  // namespace

HttpAnswer http_get(const bench::Target& target, const std::string& path) {
  asio::io_context loop(1);
  auto answer = asio::co_spawn(loop, exchange(target, path), asio::use_future);
  loop.run_for(answer_timeout);
  if (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    throw std::runtime_error("no answer in ten seconds");
  return answer.get();
}

}  // namespace caravan::commands
