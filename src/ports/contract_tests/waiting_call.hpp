#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <utility>

#include "ports/task.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::ports::contract {

// A port call that is under way on an event loop of its own, for calls that wait.
template <class T>
class WaitingCall {
 public:
  WaitingCall(Task<T> call, runtime::ManualClock& clock) : clock_(clock) {
    result_ = boost::asio::co_spawn(
        loop_, std::move(call), boost::asio::bind_cancellation_slot(stop_.slot(), boost::asio::use_future));
  }

  // Returns once the call waits for the clock and has nothing else to do; must not be used when it never
  // will.
  void run_until_it_waits() {
    loop_.restart();
    loop_.poll();
    while (clock_.waiting() == 0 && loop_.run_one() != 0) {
    }
  }
  void cancel() { stop_.emit(boost::asio::cancellation_type::terminal); }
  T finish() {
    loop_.restart();
    loop_.run();
    return result_.get();
  }

 private:
  runtime::ManualClock& clock_;
  boost::asio::io_context loop_;
  boost::asio::cancellation_signal stop_;
  std::future<T> result_;
};

template <class T>
WaitingCall(Task<T>, runtime::ManualClock&) -> WaitingCall<T>;

}  // namespace caravan::ports::contract
