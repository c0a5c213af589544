#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "bench/windows/recorded_trace.hpp"
#include "bench/windows/report.hpp"
#include "caravan/commands/commands.hpp"
#include "caravan/commands/settings.hpp"
#include "caravan/module_options.hpp"

namespace caravan::commands {
namespace {

namespace windows = bench::windows;

constexpr std::chrono::seconds kWindowOfBursts{2};
constexpr std::chrono::hours kLengthOfBursts{24};
constexpr std::size_t kPairs = 20;
// As the web UI does it.
constexpr std::chrono::seconds kFetchInterval{1};

windows::Setting setting(const config::Settings& settings) {
  return {.window = settings.aggregate.window,
          .inbox = {.windows = aggregate_options(settings).windows,
                    .write_interval = settings.publish.per_recipient_interval,
                    .ring = {.entries_bytes_max = settings.firestore.entries_bytes_max,
                             .batches_max = settings.firestore.batches_max}}};
}

windows::Comparison bursts(std::uint64_t seed, windows::Setting setting) {
  setting.window = kWindowOfBursts;
  return windows::compare(
      kPairs,
      [seed](std::size_t pair) {
        return std::make_unique<windows::TwoPersonBursts>(seed * kPairs + pair, kLengthOfBursts);
      },
      setting);
}

void print_generated(const config::BenchWindows& asked, const windows::Setting& setting,
                     const costs::Prices& prices) {
  const auto comparison = windows::compare(
      windows::GeneratedTrace{.seed = asked.seed, .length = std::chrono::minutes(asked.minutes)}, setting);
  const auto two_people = bursts(asked.seed, setting);
  auto with_fetching = setting;
  with_fetching.inbox.fetch_interval = kFetchInterval;
  const auto fetching = bursts(asked.seed, with_fetching);
  std::cout << "Of 1,000 messages; " << comparison.readers.back().baseline.messages << " in all, seed "
            << asked.seed << ":\n\n"
            << windows::to_table(comparison, prices) << "\nBursts of two people, "
            << two_people.readers.back().baseline.messages << " messages:\n\n"
            << windows::to_table(two_people, prices)
            << "\nThe same, where whoever writes fetches what waits:\n\n"
            << windows::to_table(fetching, prices) << "\nWhat must be reached:\n\n"
            << windows::targets(comparison, fetching, two_people, prices);
}

int print_recorded(const std::string& path, const windows::Setting& setting, const costs::Prices& prices) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) {
    std::cerr << "caravan: " << path << " cannot be read\n";
    return failure;
  }
  const auto parsed = windows::parse_trace(text);
  if (const auto* const bad = std::get_if<windows::BadTrace>(&parsed)) {
    std::cerr << "caravan: " << path << ": " << bad->reason << '\n';
    return misuse;
  }
  const auto& readers = std::get<windows::RecordedTrace>(parsed).readers;
  const auto comparison = windows::compare(
      readers.size(),
      [&readers](std::size_t reader) { return std::make_unique<windows::RecordedTraffic>(readers[reader]); },
      setting);
  std::cout << "Of 1,000 messages; " << comparison.readers.back().baseline.messages << " in all:\n\n"
            << windows::to_table(comparison, prices);
  return success;
}

}  // namespace

int run(const config::BenchWindows& asked) {
  if (asked.theory) {
    std::cout << "Writes of 1,000 messages as the formula says, as delivered, and the p99 wait:\n\n"
              << windows::theory_table(asked.seed);
    return success;
  }
  const auto loaded = load_or_explain(asked.sources);
  if (!loaded) return misuse;
  const auto prices = caravan::prices(loaded->settings.prices);
  if (!asked.trace.empty()) return print_recorded(asked.trace, setting(loaded->settings), prices);
  print_generated(asked, setting(loaded->settings), prices);
  return success;
}

}  // namespace caravan::commands
