#pragma once

#include <cstddef>
#include <cstdint>

#include "costs/arrivals.hpp"
#include "costs/inactivity_windows.hpp"
#include "costs/prices.hpp"
#include "costs/replay.hpp"
#include "costs/streams.hpp"

namespace caravan::costs {

// What the same messages would have cost in documents for each sender and chat, which a direct chat has one
// reader for: counted beside the real writes, in bounded memory. Not thread-safe.
class Baselines {
 public:
  explicit Baselines(const ReplayOptions& options)
      : options_(options), one_write_per_message_({.count_max = 1}), written_({}), read_({}) {}

  struct Cost {
    Operations one_write_per_message;
    Operations inactivity;  // size 10 or 3 s of silence
  };

  // Of one more message on its way to one reader. Of one reader in the order of time.
  Cost of(const Arrival& arrival);

 private:
  const ReplayOptions options_;
  InactivityWindows<domain::Stream> one_write_per_message_;  // so that a message of a group is written once
  InactivityWindows<domain::Stream> written_;
  InactivityWindows<ReadStream> read_;
};

}  // namespace caravan::costs
