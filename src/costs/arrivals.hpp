#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::costs {

// A message on its way to one of its readers, without its body.
struct Arrival {
  domain::WallTime time;  // when it was stored
  domain::UserId recipient;
  domain::ChatId chat;
  domain::UserId sender;
  std::uint32_t bytes = 0;  // of the body

  friend bool operator==(const Arrival&, const Arrival&) = default;
};

// The latest arrivals, 56 bytes each, for a look at what other windows would have made of them.
// Not thread-safe.
class Arrivals {
 public:
  explicit Arrivals(std::size_t count_max) : count_max_(count_max) {}

  void add(const Arrival& arrival) {
    if (kept_.size() >= count_max_) kept_.pop_front();
    kept_.push_back(arrival);
  }
  std::vector<Arrival> all() const { return {kept_.begin(), kept_.end()}; }

 private:
  const std::size_t count_max_;
  std::deque<Arrival> kept_;
};

}  // namespace caravan::costs
