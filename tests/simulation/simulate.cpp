#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "command_line.hpp"
#include "distributed/installation_simulation.hpp"
#include "observe/log.hpp"

namespace caravan::simulation {
namespace {

using namespace std::chrono_literals;

// Seeds are handed to threads one by one; a run never leaves its thread.
class Campaign {
 public:
  explicit Campaign(const Arguments& arguments) : arguments_(arguments) {}

  bool run() {
    const auto wanted =
        arguments_.threads != 0 ? arguments_.threads : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min<std::uint64_t>(wanted, arguments_.seeds); ++i)
      threads.emplace_back([this] { work(); });
    for (auto& thread : threads)
      thread.join();
    print_progress();
    std::printf(failed_ ? "a guarantee does not hold\n" : "every guarantee holds\n");
    return !failed_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void work() {
    observe::Metrics metrics;
    while (!failed_) {
      const auto index = next_++;
      if (index >= arguments_.seeds) return;
      auto options = arguments_.run;
      options.seed += index;
      report(options,
             options.installation ? simulate_installation(options, metrics) : simulate(options, metrics));
    }
  }

  void report(const Options& options, const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    ++runs_;
    messages_ += outcome.messages;
    crashes_ += outcome.crashes;
    judged_ += outcome.feed_waits + outcome.live_waits + outcome.stream_waits + outcome.orders_judged;
    if (arguments_.seeds == 1 || !outcome.violations.empty())
      std::printf("trace hash %016llx\n", static_cast<unsigned long long>(outcome.trace_hash));
    if (Clock::now() - last_progress_ >= 10s) print_progress();
    if (outcome.violations.empty()) return;
    failed_ = true;
    for (const auto& violation : outcome.violations)
      std::printf("seed %llu: does not hold: %s\n", static_cast<unsigned long long>(options.seed),
                  violation.c_str());
    std::printf("replay: %s\n", replay_command(options).c_str());
  }

  void print_progress() {
    last_progress_ = Clock::now();
    std::printf("%llu seeds in %.1f s: %llu messages, %llu crashes, %llu waits and orders judged\n",
                static_cast<unsigned long long>(runs_),
                std::chrono::duration<double>(last_progress_ - start_).count(),
                static_cast<unsigned long long>(messages_), static_cast<unsigned long long>(crashes_),
                static_cast<unsigned long long>(judged_));
    std::fflush(stdout);
  }

  const Arguments arguments_;
  const Clock::time_point start_ = Clock::now();
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // for what follows, and the output
  Clock::time_point last_progress_ = start_;
  std::uint64_t runs_ = 0;
  std::uint64_t messages_ = 0;
  std::uint64_t crashes_ = 0;
  std::uint64_t judged_ = 0;
};

}  // namespace
}  // namespace caravan::simulation

int main(int argc, char** argv) {
  using namespace caravan;
  observe::set_log_level(observe::Level::off);
  const auto arguments = simulation::parse({argv + 1, argv + argc});
  if (!arguments) {
    std::fputs(simulation::usage().c_str(), stderr);
    return 2;
  }
  return simulation::Campaign(*arguments).run() ? EXIT_SUCCESS : EXIT_FAILURE;
}
