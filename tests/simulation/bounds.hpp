#pragma once

#include <chrono>
#include <cstddef>

namespace caravan::simulation {

// What the simulated machine promises. The process is built with these numbers, unless a bug is planted, and
// the checker holds it to them.
struct Bounds {
  std::chrono::milliseconds window{1500};
  std::chrono::milliseconds pace{500};
  // By how much calls of the feed differ in length, for all recipients of one round.
  std::chrono::milliseconds pace_jitter{50};
  // For the hops' own calls: each takes up to 2 ms in calm, and a hop is busy with its last round at worst.
  std::chrono::milliseconds slack{250};
  // After the last trouble, until every hop has come out of its back-off and has caught up.
  std::chrono::milliseconds calm_after{5000};

  std::chrono::milliseconds lease{600};
  std::chrono::milliseconds leave_grace{100};
  std::chrono::milliseconds presence_interval{50};
  std::chrono::milliseconds unseen_after{4000};
  // Longer than it may stay unknown that a socket is dead.
  std::chrono::milliseconds held{4500};
  // From the moment in which a reader leaves, until what he may have missed is shown in the feed.
  std::chrono::milliseconds covered_within = leave_grace + presence_interval + pace;

  std::size_t held_bytes_max = 16 << 10;
  std::size_t document_entries_max = 6;
  std::size_t windows_open_max = 4;
  std::size_t batch_bytes_max = 4 << 10;
  std::size_t loop_backlog_bytes_max = 6 << 10;
  std::size_t publication_deliveries_max = 3;
  std::size_t recovery_deliveries_max = 12;
  std::size_t recovery_bytes_max = 8 << 10;
  std::size_t outgoing_bytes_max = 12 << 10;
  std::size_t outgoing_frames_max = 12;
};

}  // namespace caravan::simulation
