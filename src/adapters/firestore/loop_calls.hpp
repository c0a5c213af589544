#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "observe/log.hpp"
#include "ports/task.hpp"
#include "runtime/promise.hpp"
#include "runtime/task_group.hpp"

namespace caravan::firestore {

// Brings calls from any thread to one event loop, where what they share needs no lock, and no more of them
// than `calls_max` at once. A call goes on when its caller is cancelled. Thread-safe.
class LoopCalls {
 public:
  LoopCalls(boost::asio::any_io_executor loop, std::string name, std::size_t calls_max)
      : loop_(std::move(loop)),
        name_(std::move(name)),
        calls_max_(calls_max),
        tasks_(loop_, &stop_the_process) {}
  LoopCalls(const LoopCalls&) = delete;
  LoopCalls& operator=(const LoopCalls&) = delete;
  // Cancels the calls under way, whose callers are cancelled too. Not on the loop itself.
  ~LoopCalls() {
    boost::asio::post(loop_, [this] { tasks_.cancel(); });
    boost::asio::co_spawn(loop_, tasks_.join(), boost::asio::use_future).get();
  }

  // Nothing when too many are under way already.
  template <class T>
  ports::Task<std::optional<T>> run(ports::Task<T> call) {
    Slot slot(&under_way_);
    if (++under_way_ > calls_max_) co_return std::nullopt;
    // This object may be gone when the call is answered.
    auto begin = [this, &call, &slot](auto waiting) {
      boost::asio::post(loop_, [this, call = std::move(call), slot = std::move(slot),
                                waiting = std::move(waiting)]() mutable {
        tasks_.spawn(name_, answer<T>(std::move(call), std::move(slot), std::move(waiting)));
      });
    };
    co_return co_await runtime::promised<std::optional<T>>(std::move(begin));
  }

  // For work that belongs to no call; on the loop.
  void spawn(ports::Task<void> task) { tasks_.spawn(name_, std::move(task)); }

 private:
  struct Leave {
    void operator()(std::atomic<std::size_t>* under_way) const { --*under_way; }
  };
  // Among the calls under way. It goes with the work, which may last longer than its caller.
  using Slot = std::unique_ptr<std::atomic<std::size_t>, Leave>;

  template <class T>
  static ports::Task<void> answer(ports::Task<T> call, Slot,
                                  std::shared_ptr<runtime::Promise<std::optional<T>>> waiting) {
    try {
      std::optional<T> value = co_await std::move(call);
      waiting->set_value(std::move(value));
    } catch (const boost::system::system_error&) {
      waiting->cancel();
      throw;
    }
  }

  [[noreturn]] static void stop_the_process(const std::string& task, std::exception_ptr failure) {
    observe::log(observe::Level::error, "firestore.task_failed", {{"task", task}});
    std::rethrow_exception(std::move(failure));
  }

  boost::asio::any_io_executor loop_;
  std::string name_;
  const std::size_t calls_max_;
  std::atomic<std::size_t> under_way_ = 0;
  runtime::TaskGroup tasks_;
};

}  // namespace caravan::firestore
