#include "adapters/firestore/gatherer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <gmock/gmock.h>
#include <string>

#include "adapters/firestore/document.hpp"
#include "observe/metrics.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/event_loops.hpp"

namespace caravan::firestore {
namespace {

using testing::ElementsAre;

// A service that answers each question with its path, once it is told to.
class GathererTest : public testing::Test {
 protected:
  using Paths = std::vector<std::string>;
  using Reads = Gatherer<Read, std::string>;

  // Asks for all at once, answers the requests one after the other, and returns what each of them held.
  std::vector<Paths> requests_for(Paths paths, Reads::Options options) {
    Reads gatherer(
        options, gauge_, [this](std::vector<Read> reads) { return send(std::move(reads)); }, calls_);
    std::vector<std::future<std::string>> answers;
    // On the loop, so that it sees them in one round.
    std::promise<void> asked;
    boost::asio::post(loops_.at(0), [&] {
      for (const auto& path : paths)
        answers.push_back(boost::asio::co_spawn(loops_.at(0), gatherer.ask({path}), boost::asio::use_future));
      asked.set_value();
    });
    asked.get_future().get();
    for (std::size_t i = 0; i < paths.size(); ++i)
      EXPECT_EQ(answers[i].get(), paths[i]);
    return requests_;
  }

  ports::Task<std::vector<std::string>> send(std::vector<Read> reads) {
    Paths paths;
    for (auto& read : reads)
      paths.push_back(std::move(read.path));
    requests_.push_back(paths);
    const auto loop = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(loop, boost::asio::use_awaitable);
    co_return paths;
  }

  observe::Metrics metrics_;
  observe::Gauge& gauge_ = metrics_.gauge("waiting", "");
  std::vector<Paths> requests_;
  runtime::EventLoops loops_{1, "test"};
  LoopCalls calls_{loops_.at(0).get_executor(), "test", 0};
};

TEST_F(GathererTest, WhatWaitsGoesTogether) {
  EXPECT_THAT(requests_for({"a", "b", "c"}, {1, 10, 10'000}), ElementsAre(Paths{"a", "b", "c"}));
  EXPECT_EQ(gauge_.Value(), 0);
}

TEST_F(GathererTest, ARequestTakesNoMoreThanItMay) {
  EXPECT_THAT(requests_for({"a", "b", "c"}, {1, 2, 10'000}), ElementsAre(Paths{"a", "b"}, Paths{"c"}));
}

TEST_F(GathererTest, ARequestIsNoLargerThanItMayBeUnlessByASingleQuestion) {
  const auto bytes = bytes_of(Read{"a"});
  EXPECT_THAT(requests_for({"a", "b", "c"}, {1, 10, 2 * bytes}), ElementsAre(Paths{"a", "b"}, Paths{"c"}));
  requests_.clear();
  EXPECT_THAT(requests_for({"a", "b"}, {1, 10, bytes / 2}), ElementsAre(Paths{"a"}, Paths{"b"}));
}

TEST_F(GathererTest, ADocumentIsInARequestOnce) {
  EXPECT_THAT(requests_for({"a", "b", "a", "c", "a"}, {1, 10, 10'000}),
              ElementsAre(Paths{"a", "b", "c"}, Paths{"a"}, Paths{"a"}));
}

}  // namespace
}  // namespace caravan::firestore
