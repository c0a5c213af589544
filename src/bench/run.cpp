#include "bench/run.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>

#include "bench/crowd.hpp"
#include "bench/load.hpp"
#include "bench/process_use.hpp"
#include "bench/readers.hpp"
#include "bench/workers.hpp"

namespace caravan::bench {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kLastDeliveryLongest = 5s;
constexpr std::uint64_t kSeed = 1;  // the same arrivals in every run, so that runs compare

ProcessUse use_of(const Options& options) {
  if (!options.server_pid) return {};
  const auto use = use_of_process(*options.server_pid);
  if (!use) throw std::runtime_error("there is no process " + std::to_string(*options.server_pid));
  return *use;
}

// Watches one load from outside: says how far it is, and what the server's process uses meanwhile.
class Watch {
 public:
  Watch(const Options& options, const Load& load, Measured measured, const Say& say)
      : options_(options), load_(load), measured_(measured), say_(say) {}

  asio::awaitable<void> run() {
    asio::steady_timer timer(co_await asio::this_coro::executor, measured_.begin);
    co_await timer.async_wait(asio::use_awaitable);
    const auto before = use_of(options_).cpu;
    for (Instant next = measured_.begin + 1s; next <= measured_.end; next += 1s) {
      timer.expires_at(next);
      co_await timer.async_wait(asio::use_awaitable);
      say_second();
    }
    cpu_ = use_of(options_).cpu - before;
  }

  std::chrono::nanoseconds cpu() const { return cpu_; }

 private:
  void say_second() {
    std::uint64_t failed = 0;
    for (const auto& [status, count] : load_.errors())
      failed += count;
    const auto answered = load_.latency().count();
    say_(std::to_string(++second_) + " of " + std::to_string(options_.length.count()) +
         " s: " + std::to_string(answered - std::exchange(answered_, answered)) + "/s, " +
         std::to_string(failed) + " errors");
  }

  const Options& options_;
  const Load& load_;
  Measured measured_;
  const Say& say_;
  int second_ = 0;
  std::uint64_t answered_ = 0;
  std::chrono::nanoseconds cpu_{0};
};

// The steps of a run and what they share.
class Run {
 public:
  Run(asio::any_io_executor executor, const Options& options, const Say& say, tcp::endpoint server)
      : options_(options),
        say_(say),
        server_(server),
        crowd_(server, options.target.authority(),
               options.crowd.empty() ? "bench-" + std::to_string(std::random_device()()) : options.crowd),
        readers_(std::move(executor), server, options.target.authority()) {
    report_.options = options;
    if (options.server_pid) report_.server.emplace();
  }

  asio::awaitable<Report> go();

 private:
  bool is_live() const { return options_.kind == LoadKind::live; }

  asio::awaitable<void> set_up();
  Load::Options load_options() const {
    Load::Options load{.in_flight = options_.in_flight,
                       .expected_status = options_.kind == LoadKind::page ? 200 : 201,
                       .stamped = is_live(),
                       .own_ids = options_.own_ids};
    if (is_live()) load.arrivals.emplace(options_.arrivals, options_.rate, kSeed);
    return load;
  }

  asio::awaitable<void> measure();
  asio::awaitable<void> take_deliveries(const Load& load);

  const Options& options_;
  const Say& say_;
  tcp::endpoint server_;
  Crowd crowd_;
  Readers readers_;
  Report report_;
};

asio::awaitable<Report> Run::go() {
  std::exception_ptr failure;
  try {
    co_await set_up();
    co_await measure();
  } catch (...) {
    failure = std::current_exception();
  }
  co_await readers_.stop();
  if (failure) std::rethrow_exception(failure);
  co_return std::move(report_);
}

asio::awaitable<void> Run::set_up() {
  say_("making " + std::to_string(options_.users) + " accounts and " + std::to_string(options_.chats) +
       " chats");
  co_await crowd_.sign_up(options_.users);
  co_await crowd_.open_chats(options_.chats);
  if (options_.kind == LoadKind::page) co_await crowd_.fill_pages();
  if (!is_live()) co_return;
  say_("connecting " + std::to_string(options_.readers) + " readers");
  if (report_.server) report_.server->memory_bytes_before_readers = use_of(options_).memory_bytes;
  co_await readers_.connect(crowd_.people(), options_.readers);
  if (report_.server) report_.server->memory_bytes_with_readers = use_of(options_).memory_bytes;
}

asio::awaitable<void> Run::measure() {
  const auto begin = Clock::now() + options_.warm_up;
  const Measured measured{begin, begin + options_.length};
  readers_.measure(measured);
  Load load(
      load_options(), server_,
      options_.kind == LoadKind::page ? crowd_.page_requests() : crowd_.send_requests(options_.own_ids));
  Watch watch(options_, load, measured, say_);
  say_("warming up");
  Workers workers(co_await asio::this_coro::executor);
  workers.spawn("load", load.run(measured));
  workers.spawn("watch", watch.run());
  co_await workers.join(Instant::max());
  if (is_live()) co_await take_deliveries(load);
  report_.latency = load.latency();
  report_.errors = load.errors();
  if (!report_.server) co_return;
  report_.server->cpu = watch.cpu();
  report_.server->memory_bytes_at_end = use_of(options_).memory_bytes;
}

asio::awaitable<void> Run::take_deliveries(const Load& load) {
  std::uint64_t expected = 0;
  // Two requests a chat, one for each of its members.
  for (std::size_t request = 0; request < load.accepted().size(); ++request) {
    const auto& chat = crowd_.chats()[request / 2];
    expected += load.accepted()[request] * (readers_.sockets_of(chat.one) + readers_.sockets_of(chat.other));
  }
  co_await readers_.wait_for(expected, Clock::now() + kLastDeliveryLongest);
  report_.deliveries.emplace(Deliveries{expected, readers_.latency()});
}

}  // namespace

asio::awaitable<Report> run(Options options, Say say) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  const auto found = co_await resolver.async_resolve(options.target.host, std::to_string(options.target.port),
                                                     asio::use_awaitable);
  // Large for a coroutine's frame, and its members refer to each other.
  const auto whole = std::make_unique<Run>(executor, options, say, found.begin()->endpoint());
  co_return co_await whole->go();
}

}  // namespace caravan::bench
