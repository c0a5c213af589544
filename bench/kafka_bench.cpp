// What the hops cost between the topics: chat_messages through fan_out and aggregate to
// chat_messages_grouped.
//
//   tests/services/run.py kafka -- build/bench/bench_kafka [MESSAGES]
//
// Counts the CPU of this process only, from the start of the hops, when all messages are in `chat_messages`,
// until the last batch is handed on.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/kafka/kafka_log.hpp"
#include "cpu_seconds.hpp"
#include "pipeline/aggregate/aggregate.hpp"
#include "pipeline/fan_out/fan_out.hpp"
#include "runtime/task_group.hpp"

namespace caravan {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kChats = 1'000;

domain::ChatId chat(std::size_t number) {
  return {domain::Uuid::v4(number, 7)};  // the other half would lose bits of the number to the variant
}

// Direct chats: number n is of users 2n + 1 and 2n + 2.
class PairsOfUsers final : public ports::Members {
 public:
  PairsOfUsers() {
    for (std::size_t i = 0; i < kChats; ++i) {
      const auto user = static_cast<std::int64_t>(2 * i);
      const auto first = domain::Account{{user + 1}, "first"}, second = domain::Account{{user + 2}, "second"};
      chats_[chat(i)] = std::make_shared<const domain::Chat>(
          domain::Chat{chat(i), domain::ChatKind::direct, "", {first, second}});
    }
  }
  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId id) override { co_return chats_.at(id); }

 private:
  std::unordered_map<domain::ChatId, ports::SharedChat> chats_;
};

struct Bench {
  explicit Bench(kafka::Cluster::Options options) : cluster(std::move(options), clock, random, metrics) {}

  ports::Task<void> fill(std::size_t count) {
    while (cluster.problem())
      co_await clock.sleep_until(clock.now() + 50ms);
    domain::TimeUuidSequence times(1);
    for (std::size_t sent = 0; sent < count;) {
      auto batch = cluster.batch_of<domain::Message>();
      for (; batch.size() < 10'000 && sent < count; ++sent) {
        const auto user = static_cast<std::int64_t>(2 * (sent % kChats));
        const auto time = times.next(std::chrono::floor<domain::TimeUuidTicks>(clock.wall()));
        const domain::Message message{{domain::Uuid::v4(random.next(), random.next())},
                                      chat(sent % kChats),
                                      {user + 1},
                                      domain::UserId{user + 2},
                                      "A message of about the length that people write to each other.",
                                      time};
        batch.add(kafka::RecordKind<domain::Message>::key(message), wire::encode_record(message));
      }
      const auto appended = co_await cluster.producer().append(std::move(batch));
      appended.value();
    }
  }

  ports::Task<void> run_hops(std::size_t count) {
    PairsOfUsers members;
    const domain::AnchoredPolicy policy(1s);
    kafka::KafkaFanOutStage fan_out_stage(cluster, "fan_out");
    kafka::KafkaAggregateStage aggregate_stage(cluster, "aggregate", {.fetch_wait = 50ms});
    fan_out::FanOut fan_out({.messages_max = 1024}, fan_out_stage, members, clock, random, metrics);
    aggregate::Aggregate aggregate({}, policy, aggregate_stage, nullptr, clock, random, metrics);
    runtime::TaskGroup tasks(loop.get_executor(), [](const std::string& task, std::exception_ptr) {
      std::cerr << task << " failed\n";
      std::abort();
    });
    tasks.spawn("fan_out", fan_out.run());
    tasks.spawn("aggregate", aggregate.run());
    const auto& gathered = metrics.counter("caravan_aggregate_messages_total", "Deliveries put into windows");
    const auto& open = metrics.gauge("caravan_aggregate_open_windows", "Recipients whose window is open");
    while (gathered.Value() < static_cast<double>(count) || open.Value() > 0)
      co_await clock.sleep_until(clock.now() + 20ms);
    tasks.cancel();
    co_await tasks.join();
  }

  void run(ports::Task<void> task) {
    auto ended = boost::asio::co_spawn(loop, std::move(task), boost::asio::use_future);
    loop.restart();
    loop.run();
    ended.get();
  }

  boost::asio::io_context loop;
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  kafka::Cluster cluster;
};

int main_of(int count, char** arguments) {
  const std::size_t messages = count > 1 ? std::stoul(arguments[1]) : 500'000;
  const char* const brokers = std::getenv("CARAVAN_TEST_KAFKA");
  if (!brokers) {
    std::cerr << "CARAVAN_TEST_KAFKA names no broker: run this through tests/services/run.py\n";
    return 2;
  }
  kafka::Cluster::Options options;
  options.client.brokers = brokers;
  options.topics.partitions = 4;
  options.producer.confirm_timeout = 60s;
  Bench bench(options);
  bench.run(bench.fill(messages));
  const auto began = std::chrono::steady_clock::now();
  const double cpu_before = cpu_seconds();
  bench.run(bench.run_hops(messages));
  const double cpu = cpu_seconds() - cpu_before;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  std::cout << messages << " messages, " << cpu << " s of CPU, " << wall.count()
            << " s: " << static_cast<double>(messages) / cpu << " messages per CPU-second\n";
  return 0;
}

}  // namespace
}  // namespace caravan

int main(int count, char** arguments) {
  return caravan::main_of(count, arguments);
}
