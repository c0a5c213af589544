#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/fair_queue.hpp"

namespace caravan::runtime {

// Threads for work that blocks or computes long (disk, password hashing), so that event loops never do.
// The queue is bounded: when it is full, `run` refuses at once. Owners of work take turns, see FairQueue.
// Thread-safe.
class BlockingPool {
 public:
  struct Options {
    std::string name;  // of the threads, at most 15 characters
    std::size_t threads = 1;
    std::size_t queue_max = 1024;  // jobs that wait; those that run are not counted
  };

  explicit BlockingPool(Options options);
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;
  ~BlockingPool();  // finishes what was queued

  // Runs `work` on a pool thread and resumes on the caller's executor with its result, or with nothing when
  // the queue was full, or another owner took its place in it. What `work` throws is thrown to the caller.
  // `work` returns a value. Once queued it runs to its end, also when the caller is cancelled meanwhile.
  template <class Work>
  boost::asio::awaitable<std::optional<std::invoke_result_t<Work&>>> run(Share share, Work work);
  // The same where all work is one owner's.
  template <class Work>
  boost::asio::awaitable<std::optional<std::invoke_result_t<Work&>>> run(Work work) {
    return run(Share{}, std::move(work));
  }

  std::size_t queued() const;

 private:
  struct Job {
    virtual ~Job() = default;
    virtual void run() = 0;
    virtual void refuse() = 0;
  };
  template <class Work, class Handler>
  struct JobOf;

  void offer(Share share, std::unique_ptr<Job> job);
  void work();

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  FairQueue<std::unique_ptr<Job>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

template <class Work, class Handler>
struct BlockingPool::JobOf final : Job {
  using Value = std::invoke_result_t<Work&>;

  JobOf(Work work, Handler handler)
      : work(std::move(work)),
        handler(std::move(handler)),
        keep_alive(boost::asio::prefer(boost::asio::get_associated_executor(this->handler),
                                       boost::asio::execution::outstanding_work.tracked)) {}

  void run() override {
    std::exception_ptr failure;
    std::optional<Value> value;
    try {
      value.emplace(work());
    } catch (...) {
      failure = std::current_exception();
    }
    complete(std::move(failure), std::move(value));
  }

  void refuse() override { complete(nullptr, std::nullopt); }

  void complete(std::exception_ptr failure, std::optional<Value> value) {
    auto executor = boost::asio::get_associated_executor(handler);
    boost::asio::post(executor, [handler = std::move(handler), failure = std::move(failure),
                                 value = std::move(value)]() mutable { handler(failure, std::move(value)); });
  }

  Work work;
  Handler handler;
  boost::asio::any_io_executor keep_alive;  // the event loop must not run dry while the job is elsewhere
};

template <class Work>
boost::asio::awaitable<std::optional<std::invoke_result_t<Work&>>> BlockingPool::run(Share share, Work work) {
  using Value = std::invoke_result_t<Work&>;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     void(std::exception_ptr, std::optional<Value>)>(
      [this, share](auto handler, Work job_work) {
        using Handler = decltype(handler);
        offer(share, std::make_unique<JobOf<Work, Handler>>(std::move(job_work), std::move(handler)));
      },
      boost::asio::use_awaitable, std::move(work));
}

}  // namespace caravan::runtime
