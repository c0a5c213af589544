#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/windows/deliveries.hpp"
#include "bench/windows/run.hpp"
#include "bench/windows/tally.hpp"

namespace caravan::bench::windows {

struct Setting {
  std::chrono::milliseconds window{3000};
  InboxDeliveries::Options inbox;
};

// What message buses do, which Caravan is compared with: a document for each sender and chat.
inline constexpr std::chrono::seconds kBaselineSilence{3};
inline constexpr std::size_t kBaselineCount = 10;

// The readers of the generated trace have so many active chats, in turn.
inline constexpr std::array<std::size_t, 4> kActiveChats{1, 2, 5, 20};
// Of so many readers of each kind, all but one are on a socket, when sockets are looked at.
inline constexpr std::size_t kReadersToOneWithoutSocket = 5;

// The same messages in several ways.
struct Comparison {
  struct Readers {
    std::string who;
    Tally baseline;
    Tally one_write_per_message;
    Tally anchored;      // inbox, `window`
    Tally adaptive;      // inbox, `window`
    Tally equal_wait;    // inbox, adaptive, `equal_window`
    Tally with_sockets;  // as `adaptive`, most readers on sockets
    Tally equal_wait_with_sockets;
  };

  std::chrono::milliseconds window{0};
  // The longest at which nobody's p99 is above the baseline's, of whatever kind of readers.
  std::chrono::milliseconds equal_window{0};
  std::vector<Readers> readers;  // by kind; the last one is all of them
};

struct GeneratedTrace {
  std::uint64_t seed = 1;
  std::size_t readers = 200;
  std::chrono::nanoseconds length = std::chrono::hours(2);
};

Comparison compare(const GeneratedTrace& trace, const Setting& setting);
// Readers of one kind, none of them on a socket.
Comparison compare(std::size_t readers, const TrafficOf& traffic_of, const Setting& setting);

}  // namespace caravan::bench::windows
