#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "observe/log.hpp"
#include "simulation.hpp"

namespace caravan::simulation {
namespace {

struct Arguments {
  Options run;
  std::uint64_t seeds = 1;
  std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
};

[[noreturn]] void usage() {
  std::fputs(
      "Usage: simulate [--seed N] [--seeds COUNT | --long] [--steps M] [--threads T] [--trace] [--bug NAME]\n"
      "Runs COUNT seeds from N on; --long runs until it is stopped or a guarantee breaks. Bugs to plant:\n",
      stderr);
  for (const auto& [bug, name] : kBugs)
    std::fprintf(stderr, "  %.*s\n", static_cast<int>(name.size()), name.data());
  std::exit(2);
}

template <class Number>
Number number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) usage();
  return value;
}

Arguments parse(const std::vector<std::string_view>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--trace") {
      arguments.run.print = true;
      continue;
    }
    if (words[i] == "--long") {
      arguments.seeds = std::numeric_limits<std::uint64_t>::max();
      continue;
    }
    const auto name = words[i];
    if (++i == words.size()) usage();
    if (name == "--seed")
      arguments.run.seed = number<std::uint64_t>(words[i]);
    else if (name == "--seeds")
      arguments.seeds = number<std::uint64_t>(words[i]);
    else if (name == "--steps")
      arguments.run.steps = number<std::size_t>(words[i]);
    else if (name == "--threads")
      arguments.threads = std::max<std::size_t>(1, number<std::size_t>(words[i]));
    else if (name == "--bug") {
      const auto bug = bug_named(words[i]);
      if (!bug) usage();
      arguments.run.bug = *bug;
    } else
      usage();
  }
  return arguments;
}

// Seeds are handed to threads one by one; a run never leaves its thread.
class Campaign {
 public:
  explicit Campaign(const Arguments& arguments) : arguments_(arguments) {}

  bool run() {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min<std::uint64_t>(arguments_.threads, arguments_.seeds); ++i)
      threads.emplace_back([this] { work(); });
    for (auto& thread : threads)
      thread.join();
    std::printf("%llu seeds, %llu messages, %llu crashes: %s\n", static_cast<unsigned long long>(runs_),
                static_cast<unsigned long long>(messages_), static_cast<unsigned long long>(crashes_),
                failed_ ? "a guarantee does not hold" : "every guarantee holds");
    return !failed_;
  }

 private:
  void work() {
    observe::Metrics metrics;
    while (!failed_) {
      const auto index = next_++;
      if (index >= arguments_.seeds) return;
      auto options = arguments_.run;
      options.seed += index;
      report(options, simulate(options, metrics));
    }
  }

  void report(const Options& options, const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    ++runs_;
    messages_ += outcome.messages;
    crashes_ += outcome.crashes;
    if (arguments_.seeds == 1)
      std::printf("trace hash %016llx\n", static_cast<unsigned long long>(outcome.trace_hash));
    if (runs_ % 10'000 == 0) std::printf("%llu seeds\n", static_cast<unsigned long long>(runs_));
    if (outcome.violations.empty()) return;
    failed_ = true;
    for (const auto& violation : outcome.violations)
      std::printf("seed %llu: does not hold: %s\n", static_cast<unsigned long long>(options.seed),
                  violation.c_str());
    std::printf("replay: ./dev sim --seed %llu --steps %zu --trace\n",
                static_cast<unsigned long long>(options.seed), options.steps);
  }

  const Arguments arguments_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // for what follows, and the output
  std::uint64_t runs_ = 0;
  std::uint64_t messages_ = 0;
  std::uint64_t crashes_ = 0;
};

}  // namespace
}  // namespace caravan::simulation

int main(int argc, char** argv) {
  using namespace caravan;
  observe::set_log_level(observe::Level::off);
  const auto arguments = simulation::parse({argv + 1, argv + argc});
  return simulation::Campaign(arguments).run() ? EXIT_SUCCESS : EXIT_FAILURE;
}
