#pragma once

#include <cstddef>
#include <mutex>
#include <optional>

#include "ports/result.hpp"

namespace caravan::memory {

// An adapter whose failures a test can order in advance. Thread-safe.
class Fallible {
 public:
  // The next `times` calls answer `code`. They change nothing, except with `uncertain`: such a call is done
  // and only its answer is lost.
  void fail_next(ports::Errc code, std::size_t times = 1) {
    const std::lock_guard lock(mutex_);
    code_ = code;
    left_ = times;
  }

 protected:
  ~Fallible() = default;
  std::optional<ports::Error> failure_before() { return take(false); }
  std::optional<ports::Error> failure_after() { return take(true); }

 private:
  std::optional<ports::Error> take(bool after_the_work) {
    const std::lock_guard lock(mutex_);
    if (left_ == 0 || (code_ == ports::Errc::uncertain) != after_the_work) return std::nullopt;
    --left_;
    return ports::Error{code_, "ordered by a test"};
  }

  std::mutex mutex_;
  ports::Errc code_{};
  std::size_t left_ = 0;
};

}  // namespace caravan::memory
