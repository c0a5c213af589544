#include "loop.hpp"

#include <algorithm>
#include <boost/asio/execution.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace caravan::simulation {

namespace asio = boost::asio;

// An executor of the loop's context that knows when the loop gets work: looking costs a system call.
class Loop::Executor {
 public:
  explicit Executor(Loop& loop, bool may_run_at_once = true)
      : loop_(&loop), may_run_at_once_(may_run_at_once) {}

  asio::execution_context& query(asio::execution::context_t) const noexcept { return loop_->context_; }
  asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept {
    if (may_run_at_once_) return asio::execution::blocking.possibly;
    return asio::execution::blocking.never;
  }
  Executor require(asio::execution::blocking_t::possibly_t) const { return Executor(*loop_, true); }
  Executor require(asio::execution::blocking_t::never_t) const { return Executor(*loop_, false); }

  template <class Function>
  void execute(Function function) const {
    if (loop_->dropped_) return;
    if (may_run_at_once_ && loop_->running_) return function();
    loop_->has_work_ = true;
    asio::post(loop_->context_, std::move(function));
  }

  friend bool operator==(const Executor&, const Executor&) noexcept = default;

 private:
  Loop* loop_;
  bool may_run_at_once_;
};

Loop::Loop(Loops& loops) : loops_(loops), work_(context_.get_executor()) {
  loops_.all_.push_back(this);
}

Loop::~Loop() {
  if (!dropped_) drop();
}

asio::any_io_executor Loop::executor() {
  return Executor(*this);
}

bool Loop::run_one() {
  running_ = true;
  has_work_ = context_.poll_one() != 0;
  running_ = false;
  return has_work_;
}

void Loop::drop() {
  std::erase(loops_.all_, this);
  // What destructors post meanwhile is destroyed with the rest.
  context_.shutdown();
  dropped_ = true;
  has_work_ = false;
}

bool Loops::run_one(SeededRandom& random, runtime::SteadyTime now) {
  for (;;) {
    ready_.clear();
    std::copy_if(all_.begin(), all_.end(), std::back_inserter(ready_),
                 [now](const Loop* loop) { return loop->may_run(now); });
    if (ready_.empty()) return false;
    if (ready_[random.below(ready_.size())]->run_one()) return true;
  }
}

runtime::SteadyTime Loops::next_resumption(runtime::SteadyTime now) const {
  auto first = runtime::SteadyTime::max();
  for (const auto* loop : all_)
    if (loop->stalled_until() > now) first = std::min(first, loop->stalled_until());
  return first;
}

}  // namespace caravan::simulation
