#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/cassandra/answer.hpp"
#include "ports/task.hpp"

namespace caravan::cassandra {

using Answers = std::vector<Answer>;

// Requests that are under way together, between the driver's threads and the coroutine that waits for all of
// their answers. The driver's part and the coroutine's share it, so either may be gone first: a cancelled
// coroutine resumes at once, and the answers that still come are dropped.
class Pending {
 public:
  explicit Pending(std::size_t count) : answers_(count), missing_(count) {}
  virtual ~Pending() = default;

  // From the driver's threads, once for each request.
  void answer(std::size_t index, cql_result* owned) {
    answers_[index].emplace(owned);
    if (missing_.fetch_sub(1, std::memory_order_acq_rel) == 1) finish(nullptr);
  }
  void cancel() {
    finish(std::make_exception_ptr(boost::system::system_error(boost::asio::error::operation_aborted)));
  }

 protected:
  virtual void resume(std::exception_ptr failure, Answers answers) = 0;

 private:
  void finish(std::exception_ptr failure) {
    if (finished_.exchange(true, std::memory_order_acq_rel)) return;
    Answers answers;
    for (auto& answer : answers_)
      if (!failure) answers.push_back(std::move(*answer));
    resume(std::move(failure), std::move(answers));
  }

  std::vector<std::optional<Answer>> answers_;
  std::atomic<std::size_t> missing_;
  std::atomic<bool> finished_ = false;
};

template <class Handler>
class PendingOf final : public Pending {
 public:
  PendingOf(std::size_t count, Handler handler)
      : Pending(count),
        handler_(std::move(handler)),
        keep_alive_(boost::asio::prefer(boost::asio::get_associated_executor(handler_),
                                        boost::asio::execution::outstanding_work.tracked)) {}

 private:
  void resume(std::exception_ptr failure, Answers answers) override {
    auto executor = boost::asio::get_associated_executor(handler_);
    boost::asio::post(executor,
                      [handler = std::move(handler_), failure = std::move(failure),
                       answers = std::move(answers)]() mutable { handler(failure, std::move(answers)); });
    keep_alive_ = {};
  }

  Handler handler_;
  boost::asio::any_io_executor
      keep_alive_;  // the event loop must not run dry while the requests are elsewhere
};

// Resumes with the answers to `count` requests, in their order, once all are there. `start(pending)` is
// called at once; it starts the requests and sees to it that each is answered.
template <class Start>
ports::Task<Answers> answers_to(std::size_t count, Start start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr, Answers)>(
      [count](auto handler, Start start_requests) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        std::shared_ptr<Pending> pending =
            std::make_shared<PendingOf<decltype(handler)>>(count, std::move(handler));
        if (slot.is_connected())
          slot.assign([weak = std::weak_ptr(pending)](boost::asio::cancellation_type) {
            if (const auto waiting = weak.lock()) waiting->cancel();
          });
        start_requests(std::move(pending));
      },
      boost::asio::use_awaitable, std::move(start));
}

}  // namespace caravan::cassandra
