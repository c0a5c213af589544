#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <random>
#include <vector>

#include "bench/windows/arrival.hpp"

namespace caravan::bench::windows {

// The traffic of one reader, arrival by arrival, so that no trace is ever held in memory. The same seed gives
// the same traffic. Not thread-safe.
class Traffic {
 public:
  virtual ~Traffic() = default;

  // Nothing at the trace's end.
  virtual std::optional<Arrival> next() = 0;
};

// A reader with so many active chats: in each 1 to 5 senders, who together send by a Poisson process whose
// rate is drawn log-uniformly from 0.1 to 10 messages a second. Bodies are 5 to 200 bytes, log-uniformly.
class BusyReader final : public Traffic {
 public:
  BusyReader(std::uint64_t seed, std::size_t chats, std::chrono::nanoseconds length);

  std::optional<Arrival> next() override;

 private:
  struct Chat {
    double messages_per_second;
    std::uint32_t senders;
  };
  struct Due {
    std::chrono::nanoseconds at;
    std::uint32_t chat;
    bool operator>(const Due& other) const { return at > other.at; }
  };

  void schedule(std::uint32_t chat, std::chrono::nanoseconds after);

  std::mt19937_64 random_;
  std::chrono::nanoseconds length_;
  std::chrono::nanoseconds last_{0};
  std::vector<Chat> chats_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

// What one of two people gets from the other, and writes himself. Bursts begin by a Poisson process, one in
// two minutes on average; a burst has 20 messages on average (geometrically distributed), each by one of the
// two at random, 1.4 s apart on average (exponentially distributed). Bodies as above.
class TwoPersonBursts final : public Traffic {
 public:
  TwoPersonBursts(std::uint64_t seed, std::chrono::nanoseconds length) : random_(seed), length_(length) {}

  std::optional<Arrival> next() override;

 private:
  std::mt19937_64 random_;
  std::chrono::nanoseconds length_;
  std::chrono::nanoseconds now_{0};
  std::uint32_t left_ = 0;  // of the present burst
};

// Messages to one reader by a Poisson process, from one sender.
class PoissonTraffic final : public Traffic {
 public:
  PoissonTraffic(std::uint64_t seed, double messages_per_second, std::size_t messages)
      : random_(seed), gap_(messages_per_second), left_(messages) {}

  std::optional<Arrival> next() override;

 private:
  std::mt19937_64 random_;
  std::exponential_distribution<double> gap_;
  std::size_t left_;
  std::chrono::nanoseconds now_{0};
};

}  // namespace caravan::bench::windows
