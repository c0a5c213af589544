#pragma once

#include <chrono>
#include <cstddef>

#include "seeded_random.hpp"

namespace caravan::simulation {

// How often the world goes wrong: once in so many occasions, 0 for never. Each seed draws its own mixture, so
// that rare combinations get their turn and calm runs show the bounds that hold only in calm.
struct Faults {
  std::size_t crash = 0;            // per step of the driver
  std::size_t stop = 0;             // per step of the driver: an orderly end
  std::size_t machine_pauses = 0;   // per step of the driver: time passes, and nothing runs
  std::size_t loop_stalls = 0;      // per step of the driver: one loop does not run
  std::size_t wall_jump = 0;        // per step of the driver
  std::size_t store_refuses = 0;    // per call of the store
  std::size_t store_uncertain = 0;  // per write, half of them done
  std::size_t store_slow = 0;       // per call of the store
  std::size_t network_loses = 0;    // per request or answer
  std::size_t request_doubled = 0;  // per send: a copy arrives some time later
  std::size_t send_forgotten = 0;   // per acknowledgement: the client sends the same again
  std::size_t reader_leaves = 0;    // per publication
  std::size_t reader_sleeps = 0;    // per publication
  std::size_t reader_forgets = 0;   // per reconnect: an older state is restored
  std::size_t epoch_wrong = 0;      // per reconnect
  std::size_t pong_missed = 0;      // per ping
  std::size_t log_trimmed = 0;      // per round of retention
  std::size_t fan_out_at_once = 0;  // per accepted message; no fault, but a choice of the store

  static Faults drawn_from(SeededRandom& random) {
    const auto maybe = [&random](std::size_t least, std::size_t most) {
      return random.one_in(2) ? 0 : least + random.below(most - least + 1);
    };
    Faults faults;
    faults.crash = maybe(300, 2500);
    faults.stop = maybe(1000, 4000);
    faults.machine_pauses = maybe(1000, 4000);
    faults.loop_stalls = maybe(200, 1500);
    faults.wall_jump = maybe(200, 1500);
    faults.store_refuses = maybe(8, 60);
    faults.store_uncertain = maybe(8, 60);
    faults.store_slow = maybe(20, 100);
    faults.network_loses = maybe(8, 40);
    faults.request_doubled = maybe(4, 20);
    faults.send_forgotten = maybe(4, 20);
    faults.reader_leaves = maybe(5, 40);
    faults.reader_sleeps = maybe(10, 60);
    faults.reader_forgets = maybe(3, 10);
    faults.epoch_wrong = maybe(5, 20);
    faults.pong_missed = maybe(3, 20);
    faults.log_trimmed = maybe(1, 4);
    faults.fan_out_at_once = maybe(1, 3);
    return faults;
  }
};

}  // namespace caravan::simulation
