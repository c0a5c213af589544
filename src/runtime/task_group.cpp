#include "runtime/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <cassert>
#include <utility>

#include "runtime/cancellation.hpp"

namespace caravan::runtime {

namespace asio = boost::asio;

TaskGroup::TaskGroup(asio::any_io_executor executor, OnFailure on_failure)
    : executor_(std::move(executor)), on_failure_(std::move(on_failure)) {}

TaskGroup::~TaskGroup() {
  assert(tasks_.empty());
}

asio::cancellation_signal& TaskGroup::spawn(std::string name, asio::awaitable<void> task) {
  const auto entry = tasks_.emplace(tasks_.end());
  entry->name = std::move(name);
  auto& stop = entry->stop;  // the task may end before it is spawned in full
  try {
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(stop.slot(), [this, entry](std::exception_ptr failure) {
                     finish(entry, std::move(failure));
                   }));
  } catch (...) {
    tasks_.erase(entry);  // no memory to begin it: nobody would wait for its end
    throw;
  }
  if (cancelled_) cancel();
  return stop;
}

void TaskGroup::cancel() {
  cancelled_ = true;
  // A task may end while its signal is emitted, which changes the list: take the addresses first.
  for (auto task = tasks_.begin(); task != tasks_.end();)
    (task++)->stop.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> TaskGroup::join() {
  while (!tasks_.empty())
    co_await empty_.wait_until(std::chrono::steady_clock::time_point::max());
}

void TaskGroup::finish(std::list<Task>::iterator task, std::exception_ptr failure) {
  const std::string name = std::move(task->name);
  tasks_.erase(task);
  if (failure && !is_cancellation(failure)) on_failure_(name, failure);
  if (tasks_.empty()) empty_.set();
}

}  // namespace caravan::runtime
