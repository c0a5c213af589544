#pragma once

#include <chrono>
#include <string>

#include "adapters/kafka/cluster.hpp"

namespace caravan::kafka {

// The deliveries' epoch for a process that reads no deliveries: the one that live nodes tell their readers.
// Asks the brokers at first, and now and then again. Not thread-safe.
class LogEpoch {
 public:
  struct Options {
    std::chrono::milliseconds renewal = std::chrono::hours(1);
    std::chrono::milliseconds retry{1'000};  // from one failed question to the next
  };

  // `cluster` must outlive this object.
  LogEpoch(Cluster& cluster, Options options);

  // Blocks for some of the cluster's `request_timeout`s when it has to ask. What was known before stays known
  // while the brokers do not answer.
  ports::Result<std::string> get();

 private:
  Cluster& cluster_;
  const Options options_;
  ClientPtr client_;
  ports::SteadyTime ask_at_ = ports::SteadyTime::min();
  ports::Result<std::string> known_ = ports::Error{ports::Errc::unavailable, "not asked yet"};
};

}  // namespace caravan::kafka
