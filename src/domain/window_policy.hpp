#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

namespace caravan::domain {

using SteadyTime = std::chrono::steady_clock::time_point;
using SteadyDuration = std::chrono::steady_clock::duration;

// What a policy may look at to decide when an open window is flushed.
struct WindowState {
  SteadyTime first;                          // when its first message came
  SteadyTime last;                           // when its newest message came
  std::size_t count = 0;                     // messages inside, at least 1
  std::optional<SteadyTime> previous_flush;  // of the same recipient, while the policy wants it remembered
};

// When to flush: a pure rule without state of its own, so one object serves every window and thread.
class WindowPolicy {
 public:
  virtual ~WindowPolicy() = default;

  virtual SteadyTime due(const WindowState& window) const = 0;
  // How long after a flush the recipient's previous flush still matters.
  virtual SteadyDuration memory() const { return SteadyDuration::zero(); }
};

// Flushes `wait` after the first message: the fewest flushes among all rules by which nobody waits longer.
class AnchoredPolicy final : public WindowPolicy {
 public:
  explicit AnchoredPolicy(SteadyDuration wait) : wait_(wait) {}
  SteadyTime due(const WindowState& window) const override { return window.first + wait_; }

 private:
  SteadyDuration wait_;
};

// Flushes at once when the recipient's last flush was `interval` ago, else when it will be: the first message
// of a conversation does not wait, a busy one costs one flush an interval.
class LeadingPolicy final : public WindowPolicy {
 public:
  explicit LeadingPolicy(SteadyDuration interval) : interval_(interval) {}
  SteadyTime due(const WindowState& window) const override {
    if (!window.previous_flush) return window.first;
    return std::max(window.first, *window.previous_flush + interval_);
  }
  SteadyDuration memory() const override { return interval_; }

 private:
  SteadyDuration interval_;
};

// Leading while it is quiet, anchored when it is busy: flushes at once when the recipient's last flush lies
// `kQuietWaits` waits or longer ago or is not known, else `wait` after the first message. The first message
// of a conversation does not wait, and no other waits longer than `wait`.
//
// Of Poisson traffic of rate r it makes 1 / (1 + r wait (1 - e^(-r kQuietWaits wait))) flushes a message:
// hardly more than anchored windows, and one for each message when little comes. One wait of quiet would not
// do: in a conversation the next message often comes later than that, and would be a flush of its own.
class AdaptivePolicy final : public WindowPolicy {
 public:
  static constexpr int kQuietWaits = 4;

  explicit AdaptivePolicy(SteadyDuration wait) : wait_(wait) {}
  SteadyTime due(const WindowState& window) const override {
    const bool quiet = !window.previous_flush || window.first - *window.previous_flush >= memory();
    return quiet ? window.first : window.first + wait_;
  }
  SteadyDuration memory() const override { return kQuietWaits * wait_; }

 private:
  SteadyDuration wait_;
};

// Flushes at `count_max` messages or after `silence` without a new one, as message buses do. A steady trickle
// keeps a message waiting for up to (count_max - 1) * silence.
class InactivityPolicy final : public WindowPolicy {
 public:
  InactivityPolicy(SteadyDuration silence, std::size_t count_max)
      : silence_(silence), count_max_(count_max) {}
  SteadyTime due(const WindowState& window) const override {
    return window.count >= count_max_ ? window.last : window.last + silence_;
  }

 private:
  SteadyDuration silence_;
  std::size_t count_max_;
};

}  // namespace caravan::domain
