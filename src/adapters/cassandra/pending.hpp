#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/cassandra/answer.hpp"
#include "ports/task.hpp"
#include "runtime/promise.hpp"

namespace caravan::cassandra {

using Answers = std::vector<Answer>;

// Requests that are under way together, whose last answer resumes the coroutine that waits for all of them.
class Pending {
 public:
  Pending(std::size_t count, std::shared_ptr<runtime::Promise<Answers>> waiting)
      : waiting_(std::move(waiting)), missing_(count) {
    answers_.reserve(count);
    while (answers_.size() < count)
      answers_.emplace_back(nullptr);
  }

  // From the driver's threads, once for each request.
  void answer(std::size_t index, cql_result* owned) {
    answers_[index] = Answer(owned);
    if (missing_.fetch_sub(1, std::memory_order_acq_rel) == 1) waiting_->set_value(std::move(answers_));
  }

 private:
  std::shared_ptr<runtime::Promise<Answers>> waiting_;
  Answers answers_;
  std::atomic<std::size_t> missing_;
};

// Resumes with the answers to `count` requests, in their order, once all are there. `start(pending)` is
// called at once; it starts the requests and sees to it that each is answered.
template <class Start>
ports::Task<Answers> answers_to(std::size_t count, Start start) {
  return runtime::promised<Answers>([count, start = std::move(start)](auto waiting) mutable {
    start(std::make_shared<Pending>(count, std::move(waiting)));
  });
}

}  // namespace caravan::cassandra
