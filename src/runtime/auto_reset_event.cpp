#include "runtime/auto_reset_event.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace caravan::runtime {

namespace asio = boost::asio;

void AutoResetEvent::set() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(is_set_, true) || !waiter_) return;
  // A timer belongs to its executor's thread. The post also lands after the waiter has really begun to wait.
  asio::post(waiter_->get_executor(), [waiter = waiter_] { waiter->cancel(); });
}

asio::awaitable<void> AutoResetEvent::wait_until(std::chrono::steady_clock::time_point deadline) {
  auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, deadline);
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(is_set_, false)) co_return;
    waiter_ = timer;
  }
  boost::system::error_code error;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, error));
  const std::lock_guard lock(mutex_);
  waiter_.reset();
  const bool was_set = std::exchange(is_set_, false);
  if (error && !was_set) throw boost::system::system_error(error);
}

}  // namespace caravan::runtime
