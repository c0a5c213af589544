// Processor time of this process for each message and each page on Cassandra; run it through
// tests/services/run.py:
//   run.py cassandra -- build/bench/bench_cassandra [MESSAGES]
// Or compares ways to claim an id (docs/decisions/0015-one-message-per-id.md), with Cassandra's processor
// time:
//   run.py cassandra -- build/bench/bench_cassandra claims [IDS]
// Or fills one chat of a keyspace that there is, for bench/stack.py:
//   bench_cassandra fill KEYSPACE CHAT FROM TO MESSAGES
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_message_store.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::cassandra {
namespace {

namespace asio = boost::asio;
constexpr int kInFlight = 64;

double processor_ms() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& time) { return time.tv_sec * 1e3 + time.tv_usec / 1e3; };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

struct Bench {
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  Cluster cluster;
  CassandraHistory history{cluster};
  CassandraMessageStore store{cluster, {}, metrics};

  explicit Bench(Cluster::Options options) : cluster(std::move(options), clock, random, metrics) {}

  domain::Uuid id() { return domain::Uuid::v4(random.next(), random.next()); }
};

ports::Task<bool> connected(Bench& bench) {
  for (int i = 0; i < 6'000 && !bench.cluster.ready(); ++i)
    co_await bench.clock.sleep_until(bench.clock.now() + std::chrono::milliseconds(20));
  co_return bench.cluster.ready();
}

// Every `kInFlight`th piece of work, so that so many are under way. `work(i)` is awaited.
template <class Work>
ports::Task<bool> lane(Work work, int first, int count) {
  for (int i = first; i < count; i += kInFlight)
    co_await work(i);
  co_return true;
}

template <class Work>
void measure(const char* what, int count, Work work) {
  const auto cpu = processor_ms();
  const auto start = std::chrono::steady_clock::now();
  asio::io_context loop;
  std::vector<std::future<bool>> lanes;
  for (int first = 0; first < kInFlight; ++first)
    lanes.push_back(asio::co_spawn(loop, lane(work, first, count), asio::use_future));
  loop.run();
  for (auto& each : lanes)
    each.get();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%-44s %9d  %8.0f/s  %.4f ms of processor each\n", what, count, count / seconds.count(),
              (processor_ms() - cpu) / count);
  std::fflush(stdout);
}

// A chat of a year: its messages are spread over it evenly, so it has the buckets that such a chat has.
domain::Message message(Bench& bench, domain::ChatId chat, int i, int count) {
  using std::chrono::nanoseconds;
  const auto year = nanoseconds(std::chrono::hours(24 * 365));
  const auto instant =
      std::chrono::floor<domain::TimeUuidTicks>(bench.clock.wall() - year + year / count * i);
  return {domain::MessageId{bench.id()},   chat, domain::UserId{1}, domain::UserId{2}, std::string(100, 'x'),
          domain::TimeUuid::at(instant, 1)};
}

Cluster::Options options_of(const char* keyspace) {
  Cluster::Options options;
  options.contact_points = {std::getenv("CARAVAN_TEST_CASSANDRA")};
  options.keyspace = keyspace;
  options.request_timeout = std::chrono::seconds(20);
  return options;
}

ports::Task<void> put(Bench& bench, domain::Message message) {
  std::vector<ports::NewMessage> alone;
  alone.push_back({std::move(message), ports::IdOrigin::sender});
  const auto stored = co_await bench.store.store(std::move(alone));
  if (!stored.front()) throw std::runtime_error(stored.front().error().detail);
}

ports::Task<void> read_page(Bench& bench, domain::ChatId chat, std::optional<domain::TimeUuid> before) {
  const auto page = co_await bench.history.before(chat, before, 10);
  if (!page) throw std::runtime_error(page.error().detail);
  if (page->size() != 10) throw std::runtime_error("a page of another size");
}

void run(int large) {
  Bench bench(options_of("bench"));
  if (!runtime::run_to_end(connected(bench))) throw std::runtime_error("no connection");

  std::vector<domain::ChatId> chats;
  for (int i = 0; i < 1'000; ++i)
    chats.push_back(domain::ChatId{bench.id()});
  const auto now_each = [&](int i) {
    return put(bench, message(bench, chats[i % chats.size()], 20'000, 20'000));
  };
  measure("a message, 1,000 chats", 20'000, now_each);

  const domain::ChatId small{bench.id()}, big{bench.id()};
  measure("a message, a chat of 20", 20, [&](int i) { return put(bench, message(bench, small, i, 20)); });
  measure("a message, one large chat", large,
          [&](int i) { return put(bench, message(bench, big, i, large)); });
  for (const auto* round : {"first", "second"}) {
    const std::string name = std::string(", ") + round + " round";
    measure(("the newest page of 10, a chat of 20" + name).c_str(), 10'000,
            [&](int) { return read_page(bench, small, std::nullopt); });
    measure(("the newest page of 10, the large chat" + name).c_str(), 10'000,
            [&](int) { return read_page(bench, big, std::nullopt); });
    measure(("a page of 10 amid the large chat" + name).c_str(), 10'000,
            [&](int i) { return read_page(bench, big, message(bench, big, large / 4 + i, large).time); });
  }
}

// Processor time of the Cassandra node so far, in all its threads.
double node_processor_ms() {
  const std::string pid = std::getenv("CARAVAN_TEST_CASSANDRA_PID");
  std::ifstream stat("/proc/" + pid + "/stat");
  std::string field;
  std::getline(stat, field, ')');
  double user = 0, system = 0;
  for (int i = 0; i < 11; ++i)
    stat >> field;
  stat >> user >> system;
  return (user + system) * 1e3 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// Ways to claim an id, each as statements that are run one after the other.
struct Way {
  const char* name;
  std::vector<std::string_view> statements;
};
constexpr std::string_view kColumns =
    "INSERT INTO %.message_claims (from_user, message_id, chat_id, bucket, time, body_digest) "
    "VALUES (1, ?, 6f7a6a54-9f0b-4a4e-8b1e-6d2a4c1f0a11, 0, 01b11380-fe7d-11f0-8a3f-5c1d9e2b7a46, 1) ";
const std::string kBlind = std::string(kColumns) + "USING TTL 604800 AND TIMESTAMP 1";
const std::string kConditional = std::string(kColumns) + "IF NOT EXISTS USING TTL 604800";
constexpr std::string_view kReadBack =
    "SELECT chat_id, bucket, time, body_digest FROM %.message_claims WHERE from_user = 1 AND message_id = ?";

// The driver's slots for statements take any text here; nothing else in this process uses them.
constexpr Statement kSlots[] = {Statement::take_pair, Statement::pair};

void prepare(Driver& driver, const Way& way) {
  for (std::size_t i = 0; i < way.statements.size(); ++i) {
    const auto cql = in_keyspace(way.statements[i], "bench");
    const auto prepared =
        runtime::run_to_end(driver.prepare(kSlots[i], cql, CQL_IDEMPOTENT, CQL_DEFAULT_CONSISTENCY));
    if (prepared.code() != CQL_OK) throw std::runtime_error(std::string(prepared.message()));
  }
}

ports::Task<void> claim(Driver& driver, std::size_t statements, domain::Uuid id) {
  for (std::size_t i = 0; i < statements; ++i) {
    std::vector<Call> calls{call(kSlots[i], id)};
    const auto answers = co_await driver.execute(std::move(calls));
    if (answers.front().code() != CQL_OK) throw std::runtime_error(std::string(answers.front().message()));
  }
}

void compare_claims(int ids) {
  Bench bench(options_of("bench"));
  if (!runtime::run_to_end(connected(bench))) throw std::runtime_error("no connection");
  Driver driver(1);
  const auto* address = std::getenv("CARAVAN_TEST_CASSANDRA");
  const cql_config config{address, nullptr, nullptr, nullptr,          "bench",         nullptr,
                          1,       10'000,  20'000,  CQL_LOCAL_QUORUM, CQL_LOCAL_SERIAL};
  if (runtime::run_to_end(driver.connect(config)).code() != CQL_OK) throw std::runtime_error("no connection");
  const Way ways[] = {
      {"blind", {kBlind}}, {"conditional", {kConditional}}, {"blind and read back", {kBlind, kReadBack}}};
  for (int round = 0; round < 6; ++round) {
    for (const auto& way : ways) {
      prepare(driver, way);
      const auto before = node_processor_ms();
      measure(way.name, ids, [&](int) { return claim(driver, way.statements.size(), bench.id()); });
      std::printf("%-44s %31.4f ms of Cassandra's\n", "", (node_processor_ms() - before) / ids);
    }
  }
}

void fill(const char* keyspace, domain::ChatId chat, domain::UserId from, domain::UserId to, int count) {
  Bench bench(options_of(keyspace));
  if (!runtime::run_to_end(connected(bench))) throw std::runtime_error("no connection");
  measure("a message, one large chat", count, [&](int i) {
    auto next = message(bench, chat, i, count);
    next.from = from;
    next.to = to;
    return put(bench, std::move(next));
  });
}

}  // namespace
}  // namespace caravan::cassandra

int main(int argc, char** argv) {
  using namespace caravan;
  if (argc == 7 && argv[1] == std::string_view("fill")) {
    const domain::ChatId chat{domain::Uuid::parse(argv[3]).value()};
    cassandra::fill(argv[2], chat, domain::UserId{std::atoll(argv[4])}, domain::UserId{std::atoll(argv[5])},
                    std::atoi(argv[6]));
    return 0;
  }
  if (argc >= 2 && argv[1] == std::string_view("claims")) {
    cassandra::compare_claims(argc > 2 ? std::atoi(argv[2]) : 20'000);
    return 0;
  }
  caravan::cassandra::run(argc > 1 ? std::atoi(argv[1]) : 1'000'000);
}
