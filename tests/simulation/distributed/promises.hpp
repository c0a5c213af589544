#pragma once

#include <chrono>
#include <cstddef>

namespace caravan::simulation {

// What the nodes of the simulated installation are given, and what their checker therefore expects.
struct Promises {
  std::size_t partitions = 3;
  std::chrono::milliseconds skew_max{2'000};  // between any clock and the right time
  std::chrono::milliseconds request_timeout{250};
  std::chrono::milliseconds log_timeout{150};
  std::chrono::milliseconds log_pause{200};
  std::chrono::milliseconds confirm_timeout{400};
  std::chrono::milliseconds floor_timeout{1'000};
  std::chrono::milliseconds others_after{1'500};
  std::chrono::milliseconds drain{700};
  std::chrono::milliseconds session_timeout{800};  // of a consumer that has died
  // Until what one node has brought to the log is heard by the others while nothing is slow.
  std::chrono::milliseconds heard_within{150};
  // For so long after something went wrong with a partition its messages may go the long way.
  std::chrono::milliseconds trouble_lasts{2'500};
  // How far back a reader looks again for what became visible late.
  std::chrono::milliseconds overlap{30'000};
};

}  // namespace caravan::simulation
