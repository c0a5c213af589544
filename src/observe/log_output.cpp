#include "observe/log_output.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <prometheus/counter.h>
#include <pthread.h>
#include <unistd.h>
#include <utility>

#include "observe/log.hpp"

namespace caravan::observe {

namespace {

// A pipe that poll(2) calls writable takes this much without blocking.
constexpr std::size_t kPiece = 4096;
// How soon the thread notices that it should give up.
constexpr int kLookAgainAfterMs = 50;

}  // namespace

void LogOutput::start(std::size_t queue_bytes_max) {
  {
    const std::lock_guard lock(mutex_);
    if (started_) return;
    bytes_max_ = queue_bytes_max;
    started_ = true;
    stopping_ = false;
    give_up_at_ = Time::max();
  }
  thread_ = std::thread([this] { work(); });
  pthread_setname_np(thread_.native_handle(), "log");
}

void LogOutput::stop(std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    if (!started_) return;
    stopping_ = true;
    give_up_at_ = std::chrono::steady_clock::now() + patience;
  }
  more_.notify_one();
  thread_.join();
  const std::lock_guard lock(mutex_);
  started_ = false;
  drop(write_out(std::exchange(waiting_, {})));  // of whoever logged in between
}

void LogOutput::flush(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  written_.wait_for(lock, patience, [this] { return waiting_.empty() && !writing_; });
}

void LogOutput::write(std::string_view line) {
  std::unique_lock lock(mutex_);
  if (started_) return queue(line);
  std::string text(line);
  text += '\n';
  drop(write_out(text));
}

// With the lock held.
void LogOutput::queue(std::string_view line) {
  if (waiting_.size() + line.size() + 1 > bytes_max_) return drop(1);
  const bool wake = waiting_.empty();
  waiting_.append(line) += '\n';
  if (wake) more_.notify_one();
}

// With the lock held.
void LogOutput::drop(std::uint64_t lines) {
  dropped_ += lines;
  if (counter_ && lines > 0) counter_->Increment(static_cast<double>(lines));
}

std::uint64_t LogOutput::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void LogOutput::count_dropped_in(prometheus::Counter* counter) {
  const std::lock_guard lock(mutex_);
  counter_ = counter;
  if (counter_) counter_->Increment(static_cast<double>(dropped_) - counter_->Value());
}

void LogOutput::work() {
  std::string lines;
  while (take(lines)) {
    if (const auto unwritten = write_out(lines)) {
      const std::lock_guard lock(mutex_);
      drop(unwritten);
    }
    if (untold_ > 0)
      write_out(format_line(utc_now(), Level::warn, "log.lines_dropped", {{"lines", untold_}}) + '\n');
  }
}

// False at the end. What was dropped by now came after all that is taken here, and before all that follows.
bool LogOutput::take(std::string& lines) {
  lines.clear();
  std::unique_lock lock(mutex_);
  writing_ = false;
  if (waiting_.empty()) written_.notify_all();
  more_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  std::swap(lines, waiting_);
  writing_ = !lines.empty();
  untold_ = dropped_ - std::exchange(told_, dropped_);
  return writing_;
}

// Answers how many lines could not be written.
std::uint64_t LogOutput::write_out(std::string_view lines) {
  while (!lines.empty()) {
    if (!wait_until_writable()) break;
    const auto written = ::write(descriptor_, lines.data(), std::min(lines.size(), kPiece));
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written < 0) break;
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
}

// False when it has taken too long.
bool LogOutput::wait_until_writable() {
  for (;;) {
    pollfd descriptor{descriptor_, POLLOUT, 0};
    if (::poll(&descriptor, 1, kLookAgainAfterMs) > 0) return true;
    if (std::chrono::steady_clock::now() >= give_up_at_.load()) return false;
  }
}

}  // namespace caravan::observe
