#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_writes.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"

namespace caravan::sqlite {

// Takes old deliveries and batches out of the log; messages stay. What a consumer of this process still needs
// stays too, however old. A consumer that this process does not run, such as one of a former feed or of
// another version, is forgotten once the log has kept a record for it as long as `absent_age`. Works in small
// transactions, so that sends go on between them.
class Retention {
 public:
  struct Options {
    std::chrono::milliseconds age =
        std::chrono::hours(24 * 7);     // readers who were away longer read history instead
    std::chrono::minutes interval{10};  // between two sweeps
    std::size_t chunk = 1000;           // records in one transaction
    // Who feeds readers without a socket. Others who once did are absent.
    std::vector<FeedConsumer> feeds{kFeedConsumers.begin(), kFeedConsumers.end()};
    std::chrono::milliseconds absent_age = std::chrono::hours(24 * 7);
  };

  Retention(Database& database, runtime::Clock& clock, Options options, observe::Metrics& metrics)
      : database_(database),
        clock_(clock),
        options_(options),
        trimmed_(metrics.counter("caravan_store_trimmed_total", "Old log records taken out")) {}

  // Sweeps at once and then at every interval, until it is cancelled. A failed sweep is logged and made good
  // by the next.
  ports::Task<void> run();
  // Trims until nothing is left to trim; answers how many records went.
  ports::Task<ports::Result<std::int64_t>> sweep();

 private:
  ports::Task<ports::Result<void>> forget_absent();

  Database& database_;
  runtime::Clock& clock_;
  Options options_;
  observe::Counter& trimmed_;
};

}  // namespace caravan::sqlite
