#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace caravan::observe {

// Decides what of a row of failures is worth a line in the log: the first one, then one now and then, and the
// end. What fails a thousand times a second must not fill with its log the disk whose fullness it reports,
// nor may what comes and goes. Metrics count every failure; this is for people. Not thread-safe.
class Outage {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Summary {
    std::uint64_t failures;
    double seconds;  // since the first of them
  };

  explicit Outage(std::chrono::seconds silence = std::chrono::seconds(10)) : silence_(silence) {}

  // Whether this failure is to be logged.
  bool failed(Time now) {
    if (failures_++ == 0) began_ = now;
    if (silent_until_ && now < *silent_until_) return false;
    silent_until_ = now + silence_;
    logged_ = true;
    return true;
  }
  // After a success: what has ended and is to be logged. Nothing when nobody was told of it.
  std::optional<Summary> ended(Time now) {
    if (failures_ == 0) return std::nullopt;
    const Summary summary{std::exchange(failures_, 0), std::chrono::duration<double>(now - began_).count()};
    if (!std::exchange(logged_, false)) return std::nullopt;
    return summary;
  }
  // In a row, until now.
  std::uint64_t failures() const { return failures_; }

 private:
  std::chrono::seconds silence_;
  std::uint64_t failures_ = 0;
  Time began_;
  std::optional<Time> silent_until_;
  bool logged_ = false;
};

}  // namespace caravan::observe
