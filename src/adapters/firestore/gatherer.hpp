#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "adapters/firestore/loop_calls.hpp"
#include "observe/metrics.hpp"
#include "ports/task.hpp"
#include "runtime/promise.hpp"

namespace caravan::firestore {

// Puts questions that come one by one into few requests. A request costs its round trip whether it carries
// one question or hundreds, so whatever waits when one may go goes with it. A document is in a request once:
// the next question about it takes the next request.
//
// A question has a `path`; its `bytes_of` is found beside its type. Belongs to one loop.
template <class Question, class Answer>
class Gatherer {
 public:
  struct Options {
    std::size_t requests_max;   // under way at once
    std::size_t questions_max;  // in one request
    std::size_t bytes_max;      // of one request, if it has more than one question
  };
  // Answers all, in order.
  using Send = std::function<ports::Task<std::vector<Answer>>(std::vector<Question>)>;

  // `calls` must outlive this object, which is destroyed once they have ended.
  Gatherer(Options options, observe::Gauge& waiting, Send send, LoopCalls& calls)
      : options_(options), waiting_gauge_(waiting), send_(std::move(send)), calls_(calls) {}

  ports::Task<Answer> ask(Question question) {
    auto begin = [this, &question](auto waiting) {
      waiting_.push_back({std::move(question), std::move(waiting)});
      waiting_gauge_.Set(static_cast<double>(waiting_.size()));
      if (under_way_ == options_.requests_max) return;
      ++under_way_;
      calls_.spawn(drive());
    };
    auto answer = co_await runtime::promised<std::optional<Answer>>(std::move(begin));
    co_return std::move(*answer);
  }

 private:
  struct Asked {
    Question question;
    std::shared_ptr<runtime::Promise<std::optional<Answer>>> waiting;
  };

  // One request after the other, until nothing waits.
  ports::Task<void> drive() {
    // Those that come in this round of the loop go together.
    const auto loop = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(loop, boost::asio::use_awaitable);
    for (auto group = next_group(); !group.empty(); group = next_group()) {
      std::vector<Question> questions;
      for (auto& asked : group)
        questions.push_back(std::move(asked.question));
      auto answers = co_await send_(std::move(questions));
      for (std::size_t i = 0; i < group.size(); ++i)
        group[i].waiting->set_value(std::move(answers.at(i)));
    }
    --under_way_;
  }

  std::vector<Asked> next_group() {
    std::vector<Asked> group;
    std::deque<Asked> left;
    std::unordered_set<std::string> paths;
    std::size_t bytes = 0;
    while (!waiting_.empty() && group.size() < options_.questions_max) {
      auto& next = waiting_.front();
      bytes += bytes_of(next.question);
      if (!group.empty() && bytes > options_.bytes_max) break;
      const bool first = paths.insert(next.question.path).second;
      if (first)
        group.push_back(std::move(next));
      else
        left.push_back(std::move(next));
      waiting_.pop_front();
    }
    for (; !left.empty(); left.pop_back())
      waiting_.push_front(std::move(left.back()));
    waiting_gauge_.Set(static_cast<double>(waiting_.size()));
    return group;
  }

  Options options_;
  observe::Gauge& waiting_gauge_;
  Send send_;
  LoopCalls& calls_;
  std::deque<Asked> waiting_;
  std::size_t under_way_ = 0;
};

}  // namespace caravan::firestore
