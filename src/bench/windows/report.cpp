#include "bench/windows/report.hpp"

#include <cstdio>
#include <utility>

namespace caravan::bench::windows {
namespace {

using Seconds = std::chrono::duration<double>;

template <class... Values>
std::string format(const char* form, Values... values) {
  char text[256];
  return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, form, values...))};
}

std::string in_seconds(std::chrono::nanoseconds duration) {
  return format("%.1f s", Seconds(duration).count());
}

std::string row(const std::string& who, const std::string& way, const Tally& tally,
                const costs::Prices& prices) {
  const auto& operations = tally.operations;
  return "| " + who + " | " + way + " | " +
         format("%.1f | %.1f | %.1f | %.1f | ", tally.per_thousand(operations.writes),
                tally.per_thousand(operations.reads), tally.per_thousand(operations.deletes),
                tally.per_thousand(operations.bytes_out) / 1024) +
         in_seconds(tally.waits.percentile(0.5)) + " | " + in_seconds(tally.waits.percentile(0.99)) + " | " +
         in_seconds(tally.waits.max()) + " | " +
         format("%.3f | %.1f |\n", tally.dollars_per_million(prices), tally.per_thousand(tally.to_history));
}

double ratio(std::uint64_t count, std::uint64_t to) {
  return to ? static_cast<double>(count) / static_cast<double>(to) : 0;
}

std::string verdict(const std::string& what, double must, double is) {
  return "| " + what + " | " + format("%.3g | %.3f | ", must, is) + (is <= must ? "met" : "**missed**") +
         " |\n";
}

bool on_sockets(const Comparison& comparison) {
  const auto& all = comparison.readers.back();
  return all.with_sockets.operations.writes != all.adaptive.operations.writes;
}

}  // namespace

std::string to_table(const Comparison& comparison, const costs::Prices& prices) {
  const auto window = in_seconds(comparison.window), equal = in_seconds(comparison.equal_window);
  std::string table =
      "| readers | way | writes | reads | deletes | KiB out | p50 | p99 | longest wait | dollars a million | "
      "to history |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n";
  for (const auto& kind : comparison.readers) {
    table += row(kind.who, "10 messages or 3 s of silence, by sender and chat", kind.baseline, prices);
    table += row(kind.who, "one write a message", kind.one_write_per_message, prices);
    table += row(kind.who, "inbox, anchored " + window, kind.anchored, prices);
    table += row(kind.who, "inbox, adaptive " + window, kind.adaptive, prices);
    table += row(kind.who, "inbox, adaptive " + equal, kind.equal_wait, prices);
    if (!on_sockets(comparison)) continue;
    table += row(kind.who, "the same, 80% on sockets", kind.equal_wait_with_sockets, prices);
    table += row(kind.who, "inbox, adaptive " + window + ", 80% on sockets", kind.with_sockets, prices);
  }
  return table;
}

std::string targets(const Comparison& comparison, const Comparison& fetching, const Comparison& bursts,
                    const costs::Prices& prices) {
  const auto& all = comparison.readers.back();
  const auto& one_chat = comparison.readers.front();
  const auto writes = [](const Tally& tally, const Tally& baseline) {
    return ratio(tally.operations.writes, baseline.operations.writes);
  };
  const auto equal = in_seconds(comparison.equal_window);
  std::string table = "| what | at most | measured | |\n|---|---|---|---|\n";
  table +=
      verdict("writes against the baseline, window of " + equal, 0.5, writes(all.equal_wait, all.baseline));
  table +=
      verdict("the same for readers with one chat", 0.75, writes(one_chat.equal_wait, one_chat.baseline));
  table +=
      verdict("p99 wait against the baseline's", 1,
              Seconds(all.equal_wait.waits.percentile(0.99)) / Seconds(all.baseline.waits.percentile(0.99)));
  table += verdict("writes with 80% of the readers on sockets", 0.2,
                   writes(all.equal_wait_with_sockets, all.baseline));
  table += verdict("reads against the baseline", 0.5,
                   ratio(all.equal_wait.operations.reads, all.baseline.operations.reads));
  table += verdict("longest wait in seconds, window of " + in_seconds(comparison.window),
                   Seconds(comparison.window).count(), Seconds(all.adaptive.waits.max()).count());
  const auto dollars = [&](const std::string& what, const Tally& tally) {
    table += verdict(what, 0.75, tally.dollars_per_million(prices));
  };
  const auto& people = fetching.readers.back();
  dollars("dollars a million messages in two-person bursts, adaptive, " + in_seconds(bursts.window),
          people.adaptive);
  dollars("the same, anchored", people.anchored);
  dollars("the same, adaptive, when nobody fetches", bursts.readers.back().adaptive);
  dollars("the same, anchored, when nobody fetches", bursts.readers.back().anchored);
  return table;
}

}  // namespace caravan::bench::windows
