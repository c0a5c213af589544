#include "bench/load.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

#include "bench/http_client.hpp"
#include "bench/stamp.hpp"
#include "bench/workers.hpp"

namespace caravan::bench {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kLastAnswerLongest = 30s;

// Ids are random in all their bits, as clients' are: a store's index finds the next place of ids that count
// up more cheaply.
std::mt19937_64 seeded() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

// The status of the answer; a connection that breaks is no answer.
asio::awaitable<int> status_of(HttpClient& client, std::string_view request) {
  try {
    const Answer answer = co_await client.exchange(request);
    co_return answer.status;
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
    co_return Load::kNoAnswer;
  }
}

}  // namespace

Load::Load(Options options, asio::ip::tcp::endpoint server, std::vector<std::string> requests)
    : options_(std::move(options)),
      server_(std::move(server)),
      requests_(std::move(requests)),
      id_bits_(seeded()),
      accepted_(requests_.size()) {}

asio::awaitable<void> Load::run(Measured measured) {
  measured_ = measured;
  started_ = Clock::now();
  Workers workers(co_await asio::this_coro::executor);
  for (std::uint32_t n = 0; n < options_.in_flight; ++n)
    workers.spawn("load", work());
  const bool done = co_await workers.join(measured.end + kLastAnswerLongest);
  if (!done) throw std::runtime_error("the target left requests unanswered for half a minute");
}

asio::awaitable<void> Load::work() {
  const auto executor = co_await asio::this_coro::executor;
  HttpClient client(executor, server_);
  asio::steady_timer timer(executor);
  std::string request;
  for (;;) {
    const Instant due = options_.arrivals ? started_ + options_.arrivals->next() : Clock::now();
    if (due >= measured_.end) co_return;
    if (due > Clock::now()) {
      timer.expires_at(due);
      co_await timer.async_wait(asio::use_awaitable);
    }
    const auto number = next_++;
    const auto position = number % requests_.size();
    request = requests_[position];
    if (options_.own_ids) write_id(request, {domain::Uuid::v4(id_bits_(), id_bits_())});
    if (options_.stamped) write_stamp(request, due);
    const int status = co_await status_of(client, request);
    if (!measured_.holds(due)) continue;
    if (status == options_.expected_status) {
      latency_.record(Clock::now() - due);
      ++accepted_[position];
    } else {
      ++errors_[status];
    }
  }
}

}  // namespace caravan::bench
