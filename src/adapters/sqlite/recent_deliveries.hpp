#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "domain/batch.hpp"
#include "ports/message_log.hpp"

namespace caravan::sqlite {

// The newest deliveries of the log, as they were before they became rows: whoever follows its end need not
// read back from the file what was written a moment ago. Thread-safe.
class RecentDeliveries {
 public:
  using Records = std::vector<ports::Logged<domain::Delivery>>;
  struct Options {
    std::size_t records_max = 8192;
    std::size_t body_bytes_max = 8 << 20;
  };

  explicit RecentDeliveries(Options options) : options_(options) {}
  RecentDeliveries() : RecentDeliveries(Options()) {}

  // Committed, and all that were committed behind what is here.
  void append(Records&& records);
  // It is not known what was committed up to `offset`, which is at or above whatever is here.
  void restart(ports::Offset offset);

  // All that stand behind `offset`, at most `count_max`; nothing when older ones may be in the file.
  std::optional<Records> after(ports::Offset offset, std::size_t count_max) const;

 private:
  void drop_oldest();

  const Options options_;
  mutable std::mutex mutex_;
  ports::Offset behind_ = 0;  // everything committed behind it is here
  std::deque<ports::Logged<domain::Delivery>> records_;
  std::size_t body_bytes_ = 0;
};

}  // namespace caravan::sqlite
