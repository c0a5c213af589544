#include <benchmark/benchmark.h>
#include <boost/system/system_error.hpp>
#include <memory>
#include <random>
#include <vector>

#include "domain/windows.hpp"
#include "observe/metrics.hpp"
#include "pipeline/aggregate/aggregate.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/random.hpp"
#include "runtime/run_to_end.hpp"

// How many messages a processor puts through the windows while ten thousand recipients have theirs open.
namespace caravan {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::int64_t kOpen = 10'000;
constexpr auto kWindow = 3s;

// With so many recipients about `kOpen` windows are open at any time, if a window gets `per_window` messages
// after its first: between two windows a recipient waits for the next message.
constexpr std::int64_t recipients_for(std::int64_t per_window) {
  return kOpen * (per_window + 1) / per_window;
}
// The time from one message to the next.
constexpr std::chrono::nanoseconds step_for(std::int64_t per_window) {
  return std::chrono::nanoseconds(kWindow) / (recipients_for(per_window) * per_window);
}

domain::SharedMessage message_of(std::size_t body_bytes) {
  const auto time = domain::TimeUuidSequence(1, {}).next({});
  return std::make_shared<const domain::Message>(
      domain::Message{{}, {}, {1}, std::nullopt, std::string(body_bytes, 'x'), time});
}

// Recipients in an order that no cache foresees, drawn before the clock runs.
std::vector<domain::UserId> drawn_recipients(std::int64_t count) {
  std::mt19937_64 random(1);
  std::vector<domain::UserId> recipients(1 << 20);
  for (auto& recipient : recipients)
    recipient = {static_cast<std::int64_t>(1 + random() % static_cast<std::uint64_t>(count))};
  return recipients;
}

// Time moves so that each window gets so many messages on average; ready batches are taken after every
// 1,024 messages, as the hop does.
void windows_of_messages(benchmark::State& state) {
  const auto recipients = drawn_recipients(recipients_for(state.range(0)));
  const auto message = message_of(100);
  const domain::AnchoredPolicy policy(kWindow);
  domain::Windows windows(policy, {});
  const auto step = step_for(state.range(0));
  domain::SteadyTime now{};
  std::int64_t offset = 0;
  std::size_t batches = 0;
  double open = 0;
  for (auto _ : state) {
    for (int i = 0; i < 1024; ++i) {
      const auto recipient = recipients[static_cast<std::size_t>(offset) % recipients.size()];
      windows.add(recipient, message, ++offset, now += step);
    }
    batches += windows.take_ready(now).size();
    open += static_cast<double>(windows.open());
  }
  state.SetItemsProcessed(offset);
  state.counters["open"] = open / static_cast<double>(state.iterations());
  state.counters["per_batch"] = static_cast<double>(offset) / static_cast<double>(batches);
}
BENCHMARK(windows_of_messages)->ArgName("per_window")->Arg(1)->Arg(3)->Arg(10)->Arg(30);

// Deliveries made on the spot, and batches that are counted: what is measured is the hop, not a store.
class GeneratedDeliveries final : public ports::AggregateStage {
 public:
  GeneratedDeliveries(runtime::ManualClock& clock, std::int64_t per_window)
      : clock_(clock),
        step_(step_for(per_window)),
        recipients_(drawn_recipients(recipients_for(per_window))) {}

  void allow(std::int64_t count) { left_ += count; }
  std::int64_t offset() const { return offset_; }

  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(std::size_t count_max,
                                                                                ports::SteadyTime) override {
    std::vector<ports::Logged<domain::Delivery>> records;
    if (left_ <= 0) throw boost::system::system_error(boost::asio::error::operation_aborted);
    records.reserve(count_max);
    for (; records.size() < count_max; --left_) {
      const auto recipient = recipients_[static_cast<std::size_t>(offset_) % recipients_.size()];
      records.push_back({++offset_, {recipient, message_}});
    }
    clock_.advance(step_ * static_cast<std::int64_t>(count_max));
    co_return records;
  }
  ports::Task<ports::Result<void>> commit(ports::Offset) override { co_return ports::Result<void>{}; }
  ports::Task<ports::Result<void>> append_and_commit(std::vector<domain::Batch> outputs,
                                                     ports::Offset) override {
    benchmark::DoNotOptimize(outputs.data());
    co_return ports::Result<void>{};
  }

 private:
  runtime::ManualClock& clock_;
  std::chrono::nanoseconds step_;
  const std::vector<domain::UserId> recipients_;
  const domain::SharedMessage message_ = message_of(100);
  std::int64_t left_ = 0;
  ports::Offset offset_ = 0;
};

asio::awaitable<void> until_stopped(asio::awaitable<void> hop) {
  try {
    co_await std::move(hop);
  } catch (const boost::system::system_error&) {  // the stage has no more
  }
}

// The same through the whole hop: records, coroutines, metrics.
void hop_of_messages(benchmark::State& state) {
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  const domain::AnchoredPolicy policy(kWindow);
  GeneratedDeliveries stage(clock, state.range(0));
  aggregate::Aggregate hop({}, policy, stage, nullptr, clock, random, metrics);
  for (auto _ : state) {
    stage.allow(1 << 18);
    runtime::run_to_end(until_stopped(hop.run()));
  }
  state.SetItemsProcessed(stage.offset());
}
BENCHMARK(hop_of_messages)->ArgName("per_window")->Arg(1)->Arg(3)->Arg(10)->Arg(30);

}  // namespace
}  // namespace caravan

BENCHMARK_MAIN();
