#pragma once

#include <chrono>

#include "domain/time_uuid.hpp"
#include "domain/window_policy.hpp"

namespace caravan::costs {

// Window policies know only differences of time, and recorded messages have no time but the wall's.
inline domain::SteadyTime replay_time(domain::WallTime time) {
  return domain::SteadyTime(std::chrono::duration_cast<domain::SteadyDuration>(time.time_since_epoch()));
}

}  // namespace caravan::costs
