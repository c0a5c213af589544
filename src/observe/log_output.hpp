#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace prometheus {
class Counter;
}

namespace caravan::observe {

// Where log lines go. At first each is written by whoever logs it. Once started, a thread of its own writes
// them, so that nobody waits for a terminal, a pipe or a disk that takes no more: lines beyond the queue are
// dropped and counted, and `log.lines_dropped` says how many there were as soon as there is room.
// Thread-safe.
class LogOutput {
 public:
  // `descriptor` stays the caller's. It need not be non-blocking: others write to it, too.
  explicit LogOutput(int descriptor) : descriptor_(descriptor) {}
  LogOutput(const LogOutput&) = delete;
  LogOutput& operator=(const LogOutput&) = delete;
  ~LogOutput() { stop(std::chrono::milliseconds(0)); }

  void start(std::size_t queue_bytes_max);
  // Back to the first state. What waits is written first, for at most `patience`; the rest is dropped.
  void stop(std::chrono::milliseconds patience);
  // Waits until what was logged before is written, for at most `patience`.
  void flush(std::chrono::milliseconds patience);

  void write(std::string_view line);
  // Lines that were not written: there was no room, or writing failed.
  std::uint64_t dropped() const;
  // Counts them there from now on, those of before included; null ends that.
  void count_dropped_in(prometheus::Counter* counter);

 private:
  using Time = std::chrono::steady_clock::time_point;

  void queue(std::string_view line);
  void drop(std::uint64_t lines);
  void work();
  bool take(std::string& lines);
  std::uint64_t write_out(std::string_view lines);
  bool wait_until_writable();

  const int descriptor_;
  // Of those dropped, the thread's own: how many the log knows of, and how many it learns of next.
  std::uint64_t told_ = 0;
  std::uint64_t untold_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::condition_variable written_;
  std::string waiting_;  // whole lines
  std::size_t bytes_max_ = 0;
  std::uint64_t dropped_ = 0;
  prometheus::Counter* counter_ = nullptr;
  bool started_ = false;
  bool stopping_ = false;
  bool writing_ = false;
  std::atomic<Time> give_up_at_ = Time::max();
  std::thread thread_;
};

}  // namespace caravan::observe
