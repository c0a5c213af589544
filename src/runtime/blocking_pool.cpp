#include "runtime/blocking_pool.hpp"

#include <pthread.h>

namespace caravan::runtime {

BlockingPool::BlockingPool(Options options) : options_(std::move(options)), queue_(options_.queue_max) {
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { work(); });
    pthread_setname_np(threads_.back().native_handle(), options_.name.substr(0, 15).c_str());
  }
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    thread.join();
}

std::size_t BlockingPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void BlockingPool::offer(Share share, std::unique_ptr<Job> job) {
  std::optional<std::unique_ptr<Job>> refused;
  {
    const std::lock_guard lock(mutex_);
    refused = queue_.push(share, std::move(job));
  }
  wake_.notify_one();
  if (refused) (*refused)->refuse();
}

void BlockingPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const auto job = queue_.pop();
    lock.unlock();
    job->run();
    lock.lock();
  }
}

}  // namespace caravan::runtime
