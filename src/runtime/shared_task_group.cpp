#include "runtime/shared_task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "runtime/cancellation.hpp"

namespace caravan::runtime {

namespace asio = boost::asio;

struct SharedTaskGroup::Task {
  std::string name;
  asio::any_io_executor executor;
  asio::cancellation_signal signal;  // on the executor alone
};

// Tells the group that a task has ended, also when it was destroyed with its event loop and never said so.
class SharedTaskGroup::Ending {
 public:
  Ending(SharedTaskGroup& group, Tasks::iterator task) : group_(&group), task_(task) {}
  Ending(Ending&& other) noexcept : group_(std::exchange(other.group_, nullptr)), task_(other.task_) {}
  ~Ending() {
    if (group_) group_->finish(task_, nullptr);
  }
  void operator()(std::exception_ptr failure) {
    std::exchange(group_, nullptr)->finish(task_, std::move(failure));
  }

 private:
  SharedTaskGroup* group_;
  Tasks::iterator task_;
};

void SharedTaskGroup::spawn(std::string name, const asio::any_io_executor& executor,
                            asio::awaitable<void> task) {
  const auto entry = std::make_shared<Task>(std::move(name), executor);
  std::unique_lock lock(mutex_);
  Ending ending(*this, tasks_.insert(tasks_.end(), entry));
  const bool cancelled = cancelled_;
  lock.unlock();
  // Begins on its executor, so that its signal is touched nowhere else.
  asio::co_spawn(executor, std::move(task),
                 asio::bind_cancellation_slot(entry->signal.slot(), std::move(ending)));
  if (cancelled) stop(entry);
}

void SharedTaskGroup::stop(const std::shared_ptr<Task>& task) {
  asio::post(task->executor, [weak = std::weak_ptr(task)] {
    if (const auto still_there = weak.lock()) still_there->signal.emit(asio::cancellation_type::terminal);
  });
}

void SharedTaskGroup::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const auto& task : tasks_)
    stop(task);
}

asio::awaitable<void> SharedTaskGroup::join_until(Clock& clock, SteadyTime deadline) {
  while (size() > 0 && clock.now() < deadline)
    co_await clock.wait(empty_, deadline);
}

void SharedTaskGroup::wait() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return tasks_.empty(); });
}

std::size_t SharedTaskGroup::size() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

void SharedTaskGroup::finish(Tasks::iterator task, std::exception_ptr failure) {
  if (failure && !is_cancellation(failure)) on_failure_((*task)->name, failure);
  // Told with the lock held: the group may be gone as soon as it is free.
  const std::lock_guard lock(mutex_);
  tasks_.erase(task);
  if (!tasks_.empty()) return;
  empty_.set();
  ended_.notify_all();
}

}  // namespace caravan::runtime
