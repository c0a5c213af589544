#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace caravan::firestore {

// How many documents may be written now. Firestore splits what is busy, and asks for time to do so: 500
// writes a second at first, half as much again every five minutes. A period counts only when it used half of
// what it might: a quiet one has split nothing. When Firestore says that it is exhausted, everybody's writes
// go at half the rate, and come back to it bit by bit. Not thread-safe; the caller brings the time.
class WriteRate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    double first_per_s = 500;
    double growth = 1.5;
    std::chrono::seconds period{300};
    double highest_per_s = 10'000;
    double lowest_per_s = 10;                  // even when it stays exhausted
    std::chrono::seconds between_halvings{1};  // what was under way says the same
    std::chrono::seconds recovery{60};         // from nothing to the whole rate
  };

  WriteRate(Options options, Time now)
      : options_(options),
        per_s_(options.first_per_s),
        halved_(now - options.between_halvings),
        free_(per_s_),
        filled_(now),
        period_began_(now) {}

  // Nothing when `count` writes may go now; otherwise when to ask again. More than is free goes too, as long
  // as anything is, and those behind it wait the longer.
  std::optional<Time> take(Time now, std::size_t count);

  // A write, of any document, was refused because a quota is used up.
  void exhausted(Time now);

  // What may go now.
  double per_s() const { return slowed_ ? *slowed_ : per_s_; }

 private:
  void fill(Time now);
  void end_period(Time now);

  Options options_;
  double per_s_;  // unless it is exhausted
  std::optional<double> slowed_;
  Time halved_;
  double free_;  // at most what a second brings; below nothing after a large group
  double used_ = 0;
  Time filled_;
  Time period_began_;
};

}  // namespace caravan::firestore
