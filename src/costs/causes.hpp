#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace caravan::costs {

// What operations are for.
enum class Cause {
  delivery,     // writes that showed a batch
  listener,     // what those writes send to who listens: inferred, one read for each listener
  first_touch,  // reads of what is not remembered, and writes of what rules look at
  retry,        // tries that were refused or whose answer was lost, and reading again behind them
  session,      // ends of sessions
};

inline constexpr std::array<std::string_view, 5> kCauses{"delivery", "listener", "first_touch", "retry",
                                                         "session"};

inline constexpr std::string_view to_string(Cause cause) {
  return kCauses[static_cast<std::size_t>(cause)];
}

}  // namespace caravan::costs
