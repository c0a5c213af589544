#include <array>
#include <cstdio>
#include <memory>

#include "bench/windows/comparison.hpp"
#include "bench/windows/report.hpp"
#include "bench/windows/theory.hpp"

namespace caravan::bench::windows {
namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

constexpr std::array kRates{0.1, 0.3, 1.0, 3.0};  // messages a second
constexpr auto kWait = 3s;
constexpr std::size_t kStreams = 8;
constexpr std::size_t kMessagesOfAStream = 25'000;

Tally delivered(double rate, const domain::WindowPolicy& policy, std::uint64_t seed) {
  const auto streams =
      run(kStreams,
          [&](std::size_t stream) {
            return std::make_unique<PoissonTraffic>(seed * kStreams + stream, rate, kMessagesOfAStream);
          },
          {[&policy] {
            return std::make_unique<InboxDeliveries>(
                policy, InboxDeliveries::Options{.windows = {}, .write_interval = 0s, .ring = {}});
          }});
  Tally all;
  for (const auto& stream : streams)
    all += stream[0];
  return all;
}

std::string cell(double formula, const Tally& tally) {
  char text[96];
  return {text,
          static_cast<std::size_t>(std::snprintf(text, sizeof text, " %.0f, %.0f, %.1f s |", 1000 * formula,
                                                 tally.per_thousand(tally.operations.writes),
                                                 Seconds(tally.waits.percentile(0.99)).count()))};
}

}  // namespace

std::string theory_table(std::uint64_t seed) {
  std::string table =
      "| messages a second | 10 messages or 3 s of silence | anchored 3 s | adaptive 3 s | anchored, as many "
      "writes as by "
      "silence |\n|---|---|---|---|---|\n";
  for (const auto rate : kRates) {
    const double by_silence = inactivity_writes(rate, kBaselineSilence, kBaselineCount);
    const auto wait = anchored_wait(rate, by_silence);
    const auto same_writes = delivered(
        rate, domain::AnchoredPolicy(std::chrono::duration_cast<domain::SteadyDuration>(wait)), seed);
    char start[64];
    std::snprintf(start, sizeof start, "| %.1f |", rate);
    table += start;
    table +=
        cell(by_silence, delivered(rate, domain::InactivityPolicy(kBaselineSilence, kBaselineCount), seed));
    table += cell(anchored_writes(rate, kWait), delivered(rate, domain::AnchoredPolicy(kWait), seed));
    table += cell(adaptive_writes(rate, kWait), delivered(rate, domain::AdaptivePolicy(kWait), seed));
    char end[96];
    std::snprintf(end, sizeof end, " %.1f s: %.0f |\n", wait.count(),
                  same_writes.per_thousand(same_writes.operations.writes));
    table += end;
  }
  return table;
}

}  // namespace caravan::bench::windows
