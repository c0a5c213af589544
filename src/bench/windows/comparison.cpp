#include "bench/windows/comparison.hpp"

#include <algorithm>
#include <memory>

namespace caravan::bench::windows {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

// The kind of a reader, and whether he has a socket when sockets are looked at.
struct Reader {
  std::size_t kind = 0;
  bool on_socket = false;
};
using ReaderOf = std::function<Reader(std::size_t)>;

constexpr std::uint64_t kSeedsApart = 1'000'003;

enum Ways { baseline, one_write_per_message, anchored, adaptive };

template <class Policy>
Way inbox_with(const Policy& policy, const Setting& setting) {
  return [&policy, &setting] { return std::make_unique<InboxDeliveries>(policy, setting.inbox); };
}

Way documents_with(const domain::WindowPolicy& policy, const Setting& setting) {
  return [&policy, &setting] { return std::make_unique<DocumentDeliveries>(policy, setting.inbox.windows); };
}

Tally socket_tally(const Tally& tally) {
  Tally nothing_written;
  nothing_written.messages = tally.messages;
  return nothing_written;
}

// In steps of a tenth of a second; a histogram's percentile may be a 64th above the true one.
milliseconds equal_window(const std::vector<Comparison::Readers>& readers) {
  auto shortest = milliseconds::max();
  for (const auto& kind : readers)
    shortest =
        std::min(shortest, std::chrono::duration_cast<milliseconds>(kind.baseline.waits.percentile(0.99)));
  return std::max<milliseconds>(100ms, (shortest - shortest / 64) / 100ms * 100ms);
}

void first_pass(Comparison& comparison, std::size_t count, const TrafficOf& traffic_of,
                const ReaderOf& reader_of, const Setting& setting) {
  const domain::InactivityPolicy by_silence(kBaselineSilence, kBaselineCount);
  const domain::InactivityPolicy at_once(0s, 1);
  const domain::AnchoredPolicy anchored_policy(setting.window);
  const domain::AdaptivePolicy adaptive_policy(setting.window);
  const auto tallies = run(count, traffic_of,
                           {documents_with(by_silence, setting), documents_with(at_once, setting),
                            inbox_with(anchored_policy, setting), inbox_with(adaptive_policy, setting)});
  for (std::size_t i = 0; i < count; ++i) {
    auto& kind = comparison.readers[reader_of(i).kind];
    kind.baseline += tallies[i][baseline];
    kind.one_write_per_message += tallies[i][one_write_per_message];
    kind.anchored += tallies[i][anchored];
    kind.adaptive += tallies[i][adaptive];
    kind.with_sockets += reader_of(i).on_socket ? socket_tally(tallies[i][adaptive]) : tallies[i][adaptive];
  }
}

void second_pass(Comparison& comparison, std::size_t count, const TrafficOf& traffic_of,
                 const ReaderOf& reader_of, const Setting& setting) {
  const domain::AdaptivePolicy policy(comparison.equal_window);
  const auto tallies = run(count, traffic_of, {inbox_with(policy, setting)});
  for (std::size_t i = 0; i < count; ++i) {
    auto& kind = comparison.readers[reader_of(i).kind];
    kind.equal_wait += tallies[i][0];
    kind.equal_wait_with_sockets += reader_of(i).on_socket ? socket_tally(tallies[i][0]) : tallies[i][0];
  }
}

void add_all(Comparison& comparison) {
  if (comparison.readers.size() == 1) return;
  Comparison::Readers all;
  all.who = "all";
  for (const auto& kind : comparison.readers) {
    all.baseline += kind.baseline;
    all.one_write_per_message += kind.one_write_per_message;
    all.anchored += kind.anchored;
    all.adaptive += kind.adaptive;
    all.equal_wait += kind.equal_wait;
    all.with_sockets += kind.with_sockets;
    all.equal_wait_with_sockets += kind.equal_wait_with_sockets;
  }
  comparison.readers.push_back(std::move(all));
}

Comparison compare(std::vector<std::string> kinds, std::size_t count, const TrafficOf& traffic_of,
                   const ReaderOf& reader_of, const Setting& setting) {
  Comparison comparison;
  comparison.window = setting.window;
  for (auto& kind : kinds)
    comparison.readers.emplace_back().who = std::move(kind);
  first_pass(comparison, count, traffic_of, reader_of, setting);
  comparison.equal_window = equal_window(comparison.readers);
  second_pass(comparison, count, traffic_of, reader_of, setting);
  add_all(comparison);
  return comparison;
}

}  // namespace

Comparison compare(const GeneratedTrace& trace, const Setting& setting) {
  constexpr auto kKinds = kActiveChats.size();
  std::vector<std::string> kinds;
  for (const auto chats : kActiveChats)
    kinds.push_back(std::to_string(chats) + (chats == 1 ? " chat" : " chats"));
  const auto traffic_of = [&trace](std::size_t reader) {
    return std::make_unique<BusyReader>(trace.seed * kSeedsApart + reader, kActiveChats[reader % kKinds],
                                        trace.length);
  };
  const auto reader_of = [](std::size_t reader) {
    return Reader{reader % kKinds, reader / kKinds % kReadersToOneWithoutSocket != 0};
  };
  return compare(std::move(kinds), trace.readers, traffic_of, reader_of, setting);
}

Comparison compare(std::size_t readers, const TrafficOf& traffic_of, const Setting& setting) {
  return compare(
      {"all"}, readers, traffic_of, [](std::size_t) { return Reader{}; }, setting);
}

}  // namespace caravan::bench::windows
