#pragma once

#include "live/codes.hpp"
#include "live/recovery.hpp"
#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"

namespace caravan::live {

// Thread-safe.
class LiveMetrics {
 public:
  explicit LiveMetrics(observe::Metrics& metrics);

  observe::Gauge& sockets_open;
  observe::Counter& handshakes_refused;
  observe::Counter& connects;
  observe::Counter& frames_sent;
  observe::Counter& bytes_sent;
  observe::Counter& recovery_failures;

  observe::Counter& disconnects(Disconnect why);  // takes a lock: once per connection
  observe::Counter& recoveries(RecoveryResult result);

  // Readers that the inbox could not answer; each comes again.
  observe::FailureLog inbox_failures{observe::Level::warn,
                                     {"live.inbox_unavailable", "live.inbox_available"}};

 private:
  observe::Metrics& metrics_;
};

}  // namespace caravan::live
