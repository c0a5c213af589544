#include "bench/workers.hpp"

#include <utility>

namespace caravan::bench {

namespace asio = boost::asio;

Workers::Workers(asio::any_io_executor executor)
    : group_(std::move(executor), [this](const std::string&, std::exception_ptr failure) {
        if (!failure_) failure_ = std::move(failure);
        changed_.set();
      }) {}

void Workers::spawn(std::string name, asio::awaitable<void> work) {
  ++working_;
  group_.spawn(std::move(name), counted(std::move(work)));
}

asio::awaitable<void> Workers::counted(asio::awaitable<void> work) {
  co_await std::move(work);
  if (--working_ == 0) changed_.set();
}

asio::awaitable<bool> Workers::join(std::chrono::steady_clock::time_point deadline) {
  while (working_ > 0 && !failure_ && std::chrono::steady_clock::now() < deadline)
    co_await changed_.wait_until(deadline);
  const bool done = working_ == 0;
  group_.cancel();
  co_await group_.join();
  if (failure_) std::rethrow_exception(failure_);
  co_return done;
}

}  // namespace caravan::bench
