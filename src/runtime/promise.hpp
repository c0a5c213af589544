#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace caravan::runtime {

// The value that a coroutine waits for. It resumes on its own executor, once: with the value, or because it
// was cancelled. What comes second is dropped, so whoever brings the value may outlive the coroutine.
// Thread-safe.
template <class Value>
class Promise {
 public:
  virtual ~Promise() = default;

  void set_value(Value value) { finish(nullptr, std::move(value)); }
  void cancel() {
    finish(std::make_exception_ptr(boost::system::system_error(boost::asio::error::operation_aborted)),
           Value());
  }

 private:
  virtual void post(std::exception_ptr failure, Value value) = 0;

  void finish(std::exception_ptr failure, Value value) {
    if (!finished_.exchange(true, std::memory_order_acq_rel)) post(std::move(failure), std::move(value));
  }

  std::atomic<bool> finished_ = false;
};

template <class Value, class Handler>
class PromiseOf final : public Promise<Value> {
 public:
  explicit PromiseOf(Handler handler)
      : handler_(std::move(handler)),
        keep_alive_(boost::asio::prefer(boost::asio::get_associated_executor(handler_),
                                        boost::asio::execution::outstanding_work.tracked)) {}

 private:
  void post(std::exception_ptr failure, Value value) override {
    auto executor = boost::asio::get_associated_executor(handler_);
    boost::asio::post(executor, [handler = std::move(handler_), failure = std::move(failure),
                                 value = std::move(value)]() mutable { handler(failure, std::move(value)); });
    keep_alive_ = {};
  }

  Handler handler_;
  boost::asio::any_io_executor keep_alive_;  // the event loop must not run dry while the value is elsewhere
};

// Hands `start` a `std::shared_ptr<Promise<Value>>` and waits for its value. Throws
// `system_error(operation_aborted)` when cancelled. `Value` is default-constructible.
template <class Value, class Start>
boost::asio::awaitable<Value> promised(Start start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr, Value)>(
      [](auto handler, Start begin) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        std::shared_ptr<Promise<Value>> waiting =
            std::make_shared<PromiseOf<Value, decltype(handler)>>(std::move(handler));
        if (slot.is_connected())
          slot.assign([weak = std::weak_ptr(waiting)](boost::asio::cancellation_type) {
            if (const auto promise = weak.lock()) promise->cancel();
          });
        begin(std::move(waiting));
      },
      boost::asio::use_awaitable, std::move(start));
}

}  // namespace caravan::runtime
