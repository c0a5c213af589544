#pragma once

#include <librdkafka/rdkafka.h>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "ports/message_log.hpp"
#include "runtime/promise.hpp"

namespace caravan::kafka {

// Whoever waits for records to be confirmed: resumed with no error, or with the first one.
using Confirmation = runtime::Promise<rd_kafka_resp_err_t>;

// Appends that wait, each with the time at which it is given up. One look at all of them now and then costs
// less than a timer for each. Thread-safe.
class AppendDeadlines {
 public:
  // Whether there was none before.
  bool add(ports::SteadyTime deadline, const std::shared_ptr<Confirmation>& append);
  // Resumes with `RD_KAFKA_RESP_ERR__TIMED_OUT` those whose time has come, and forgets those that are over.
  void give_up_overdue(ports::SteadyTime now);
  bool empty() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<ports::SteadyTime, std::weak_ptr<Confirmation>>> appends_;
};

}  // namespace caravan::kafka
