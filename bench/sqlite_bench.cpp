#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_acceptance.hpp"
#include "adapters/sqlite/sqlite_chats.hpp"
#include "adapters/sqlite/sqlite_history.hpp"
#include "adapters/sqlite/sqlite_log.hpp"
#include "runtime/run_to_end.hpp"

// What the embedded store does on this machine: durable sends at some concurrency, and pages of history.
// The store lives below $CARAVAN_BENCH_DIR, or the current directory: memory-backed /tmp would flatter it.
namespace caravan::sqlite {
namespace {

namespace asio = boost::asio;

class BenchStore {
 public:
  BenchStore() {
    const char* root = std::getenv("CARAVAN_BENCH_DIR");
    auto pattern = (std::filesystem::path(root ? root : ".") / "bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp " + pattern);
    root_ = pattern;
    database_.emplace(Database::Options{.directory = root_ / "data"}, clock, random_, metrics_);
  }
  ~BenchStore() {
    database_.reset();
    std::filesystem::remove_all(root_);
  }

  Database& database() { return *database_; }
  domain::Uuid new_id() { return domain::Uuid::v4(random_.next(), random_.next()); }
  // Grows with time in its first bytes, as UUIDv7 does.
  domain::Uuid new_sorted_id() {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock.wall().time_since_epoch());
    auto id = new_id();
    for (int i = 0; i < 6; ++i)
      id.bytes[i] = static_cast<std::uint8_t>(ms.count() >> (40 - 8 * i));
    return id;
  }
  domain::Chat new_chat() {
    SqliteChats chats(*database_);
    domain::Chat chat{
        domain::ChatId{new_id()}, domain::ChatKind::group, "bench", {{{1}, "ann"}, {{2}, "ben"}}};
    return runtime::run_to_end(chats.create(std::move(chat))).value().chat;
  }

  runtime::SystemClock clock;

 private:
  runtime::SystemRandom random_;
  observe::Metrics metrics_;
  std::filesystem::path root_;
  std::optional<Database> database_;
};

struct Load {
  BenchStore& store;
  SqliteAcceptance& acceptance;
  domain::Chat chat;
  std::int64_t left;
  bool sorted_ids;
};

asio::awaitable<void> send_while_left(Load& load) {
  while (load.left-- > 0) {
    const domain::MessageId id{load.sorted_ids ? load.store.new_sorted_id() : load.store.new_id()};
    domain::Draft draft{id, load.chat.id, {1}, domain::UserId{2}, std::string(100, 'x')};
    (co_await load.acceptance.accept(std::move(draft), ports::IdOrigin::sender)).value();
  }
}

void send_concurrently(Load& load, std::int64_t senders, std::int64_t count) {
  load.left = count;
  asio::io_context loop;
  const auto rethrow = [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  };
  for (std::int64_t i = 0; i < senders; ++i)
    asio::co_spawn(loop, send_while_left(load), rethrow);
  loop.run();
}

// Durable sends by so many senders at once, each of which waits for its answer.
void durable_sends(benchmark::State& state) {
  BenchStore store;
  SqliteAcceptance acceptance(store.database(), {.fan_out_members_max = 0});
  Load load{store, acceptance, store.new_chat(), 0, state.range(1) != 0};
  constexpr std::int64_t each_time = 4096;
  for (auto _ : state)
    send_concurrently(load, state.range(0), each_time);
  state.SetItemsProcessed(state.iterations() * each_time);
}
BENCHMARK(durable_sends)
    ->ArgNames({"senders", "sorted_ids"})
    ->Args({1, 1})
    ->Args({64, 1})
    ->Args({64, 0})
    ->Args({256, 1})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

// The same with both members' deliveries handed on as they come: accept and fan_out share the writer.
asio::awaitable<void> fan_out_all(ports::FanOutStage& stage, std::int64_t count) {
  while (count > 0) {
    const auto records =
        (co_await stage.next(512, runtime::SteadyTime::clock::now() + std::chrono::seconds(5))).value();
    std::vector<domain::Delivery> deliveries;
    for (const auto& logged : records) {
      const auto message = std::make_shared<const domain::Message>(logged.record);
      deliveries.push_back({{1}, message});
      deliveries.push_back({{2}, message});
    }
    if (records.empty()) continue;
    (co_await stage.hand_on(std::move(deliveries), records.back().offset)).value();
    count -= static_cast<std::int64_t>(records.size());
  }
}

void sends_with_fan_out(benchmark::State& state) {
  BenchStore store;
  SqliteAcceptance acceptance(store.database(), {.fan_out_members_max = 0});
  SqliteFanOutStage stage(store.database(), store.clock, "fan_out");
  Load load{store, acceptance, store.new_chat(), 0, true};
  constexpr std::int64_t each_time = 4096;
  for (auto _ : state) {
    std::thread hop([&] { runtime::run_to_end(fan_out_all(stage, each_time)); });
    send_concurrently(load, 64, each_time);
    hop.join();
  }
  state.SetItemsProcessed(state.iterations() * each_time);
}
BENCHMARK(sends_with_fan_out)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

// A page of 20 from the middle of a chat of so many messages.
void page_of_history(benchmark::State& state) {
  BenchStore store;
  SqliteAcceptance acceptance(store.database(), {.fan_out_members_max = 0});
  SqliteHistory history(store.database());
  Load load{store, acceptance, store.new_chat(), 0, true};
  send_concurrently(load, 256, state.range(0) / 2);
  const auto middle = runtime::run_to_end(history.before(load.chat.id, std::nullopt, 1)).value().front().time;
  send_concurrently(load, 256, state.range(0) / 2);
  for (auto _ : state)
    benchmark::DoNotOptimize(runtime::run_to_end(history.before(load.chat.id, middle, 20)).value());
}
BENCHMARK(page_of_history)->Arg(100)->Arg(100'000)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace caravan::sqlite

BENCHMARK_MAIN();
