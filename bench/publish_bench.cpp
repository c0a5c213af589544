// What publishing to Firestore costs its process: batches out of memory through publish and the adapter into
// the emulator, which has a process of its own.
//
//   tests/services/run.py firestore -- build/bench/bench_publish [READERS [MESSAGES OF A BATCH]]
//
// Counts the CPU of this process only, while each reader's second batch is shown. The first one also reads
// his document, once and for all. Each batch is a write of its own: nobody gets two at once. Every run names
// a log of its own, so that what the emulator holds from another one is overwritten.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "adapters/firestore/inbox_feed.hpp"
#include "cpu_seconds.hpp"
#include "pipeline/publish/publish.hpp"
#include "runtime/task_group.hpp"

namespace caravan {
namespace {

using namespace std::chrono_literals;

// Batches of so many messages, to each reader in turn, one round at a time.
class Batches final : public ports::BatchConsumer {
 public:
  Batches(std::int64_t readers, std::int64_t messages, runtime::Clock& clock)
      : readers_(readers), messages_(messages), clock_(clock) {}

  void begin_round() { count_ += readers_; }

  ports::Task<ports::Result<std::vector<ports::Logged<domain::Batch>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override {
    std::vector<ports::Logged<domain::Batch>> batches;
    for (; batches.size() < count_max && given_ < count_; ++given_)
      batches.push_back({given_ + 1, batch(given_)});
    if (batches.empty()) co_await clock_.sleep_until(std::min(deadline, clock_.now() + 10ms));
    co_return batches;
  }
  ports::Task<ports::Result<void>> commit(ports::Offset offset) override {
    done_ = offset;
    co_return ports::Result<void>{};
  }
  bool all_done() const { return done_ == count_; }

 private:
  domain::Batch batch(std::int64_t number) {
    domain::Batch batch{
        .key = domain::UserId{1 + number % readers_}, .messages = {}, .offsets = {}, .after = 0};
    batch.after = number / readers_ * messages_;
    for (std::int64_t i = 1; i <= messages_; ++i) {
      const auto time = times_.next(std::chrono::floor<domain::TimeUuidTicks>(clock_.wall()));
      batch.messages.push_back(std::make_shared<const domain::Message>(domain::Message{
          {domain::Uuid::v4(static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(i))},
          {domain::Uuid::v4(static_cast<std::uint64_t>(number % readers_), 7)},
          {readers_ + 1},
          *batch.reader(),
          "A message of about the length that people write to each other.",
          time}));
      batch.offsets.push_back(batch.after + i);
    }
    return batch;
  }

  const std::int64_t readers_;
  const std::int64_t messages_;
  runtime::Clock& clock_;
  domain::TimeUuidSequence times_{1};
  std::int64_t count_ = 0;  // of the rounds that have begun
  std::int64_t given_ = 0;
  ports::Offset done_ = 0;
};

ports::Task<void> until_done(const Batches& batches, runtime::Clock& clock) {
  while (!batches.all_done())
    co_await clock.sleep_until(clock.now() + 10ms);
}

firestore::Database::Options database_options(const char* emulator) {
  firestore::Database::Options options;
  options.client.project = "demo-bench";
  options.client.emulator = emulator;
  options.client.request_timeout = 60s;  // the emulator may be slow beside other work
  options.rate = {.first_per_s = 1e9, .highest_per_s = 1e9};
  return options;
}

void run(const char* emulator, std::int64_t readers, std::int64_t messages) {
  boost::asio::io_context loop;
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  firestore::Database database(database_options(emulator), clock, metrics);
  const std::string log = "bench-" + std::to_string(clock.wall().time_since_epoch().count());
  firestore::InboxFeed feed(
      database, {}, [&log]() -> ports::Task<ports::Result<std::string>> { co_return log; }, clock, random,
      metrics);
  Batches batches(readers, messages, clock);
  publish::Publish hop({.waiting = {.interval = 0ms, .under_way_max = 2048}, .settle_interval = 10ms},
                       batches, feed, clock, random, metrics);
  runtime::TaskGroup tasks(loop.get_executor(), [](const std::string& task, std::exception_ptr) {
    std::cerr << task << " failed\n";
    std::abort();
  });
  tasks.spawn("publish", hop.run(tasks));
  const auto round = [&] {
    batches.begin_round();
    auto ended = boost::asio::co_spawn(loop, until_done(batches, clock), boost::asio::use_future);
    while (ended.wait_for(0s) != std::future_status::ready)
      loop.run_one();
  };
  round();
  const auto requests = [&] {
    return metrics.size("caravan_firestore_writes_per_request", "").Collect().histogram.sample_count;
  };
  const auto& shown = metrics.counter("caravan_publish_batches_total", "", {{"outcome", "published"}});
  const double shown_before = shown.Value(), cpu_before = cpu_seconds();
  const auto requests_before = requests();
  const auto began = clock.now();
  round();
  const double cpu = cpu_seconds() - cpu_before, writes = shown.Value() - shown_before;
  const double seconds = std::chrono::duration<double>(clock.now() - began).count();
  std::cout << writes << " writes of " << messages << " messages in " << requests() - requests_before
            << " requests and " << seconds << " s: " << cpu / writes / static_cast<double>(messages) * 1e6
            << " CPU s per million messages, " << cpu / writes * 1e6 << " us a write\n";
  tasks.cancel();
  loop.run_for(1s);
}

}  // namespace
}  // namespace caravan

int main(int argc, char** argv) {
  const char* const emulator = std::getenv("CARAVAN_TEST_FIRESTORE");
  if (emulator == nullptr) {
    std::cerr << "run it through tests/services/run.py firestore --\n";
    return 2;
  }
  const auto readers = argc > 1 ? std::atoll(argv[1]) : 20'000;
  const auto messages = argc > 2 ? std::atoll(argv[2]) : 2;
  caravan::run(emulator, readers, messages);
}
