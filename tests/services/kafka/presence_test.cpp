#include <algorithm>
#include <gtest/gtest.h>

#include "adapters/kafka/kafka_presence.hpp"
#include "adapters/kafka/kafka_presence_watch.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/fresh_cluster.hpp"
#include "services/service_control.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using domain::PresenceEvent;

constexpr domain::UserId kAda{1}, kBob{2}, kCem{3};
const domain::ListenerId kPhone{domain::Uuid::v4(1, 1)};

// A live node that says who is there.
struct Node {
  explicit Node(Flow& flow, std::chrono::milliseconds renewal = 200ms)
      : presence(flow.cluster, {.renewal = renewal}), tasks(flow.loop.get_executor(), rethrow) {
    tasks.spawn("presence", presence.run());
  }
  static void rethrow(const std::string&, std::exception_ptr failure) { std::rethrow_exception(failure); }

  kafka::KafkaPresence presence;
  runtime::TaskGroup tasks;
};

// A minute ahead.
class LaterClock final : public runtime::Clock {
 public:
  explicit LaterClock(runtime::Clock& clock) : clock_(clock) {}
  runtime::SteadyTime now() const override { return clock_.now(); }
  runtime::SystemTime wall() const override { return clock_.wall() + 1min; }
  boost::asio::awaitable<void> wait(runtime::AutoResetEvent& event, runtime::SteadyTime deadline) override {
    return clock_.wait(event, deadline);
  }

 private:
  runtime::Clock& clock_;
};

// Everything that a watch ever told.
struct Heard {
  explicit Heard(Flow& flow) : Heard(flow, flow.cluster) {}
  Heard(Flow& flow, kafka::Cluster& cluster) : flow(flow), watch(cluster) {}

  template <class Event>
  bool ever(domain::UserId reader) {
    return std::ranges::any_of(events, [reader](const PresenceEvent& event) {
      const auto* of_kind = std::get_if<Event>(&event);
      return of_kind != nullptr && of_kind->reader == reader;
    });
  }
  std::size_t alive() {
    return static_cast<std::size_t>(std::ranges::count_if(
        events, [](const PresenceEvent& event) { return std::holds_alternative<domain::NodeAlive>(event); }));
  }
  ports::Task<void> until(std::function<bool()> condition) {
    const std::function<bool()> looked = [this, condition] {
      for (const auto& event : watch.take())
        events.push_back(event);
      return condition();
    };
    co_await flow.until(looked);
  }

  Flow& flow;
  kafka::KafkaPresenceWatch watch;
  std::vector<PresenceEvent> events;
};

// The topics may just be made.
ports::Task<void> say_until_it_is_heard(Flow& flow, ports::ReaderPresence& presence) {
  for (;;) {
    const auto listens = co_await presence.listens(kBob, kPhone, std::nullopt);
    if (listens) co_return;
    co_await flow.clock.sleep_until(flow.clock.now() + 50ms);
  }
}

ports::Task<void> who_comes_and_goes(Flow& flow) {
  Node node(flow);
  Heard heard(flow);
  node.presence.connected(kAda);
  co_await say_until_it_is_heard(flow, node.presence);
  const std::function<bool()> both = [&] {
    return heard.ever<domain::ReaderConnected>(kAda) && heard.ever<domain::ReaderListens>(kBob);
  };
  co_await heard.until(both);
  node.presence.left(kAda);
  const auto stopped = co_await node.presence.stopped(kBob, kPhone);
  EXPECT_TRUE(stopped);
  const std::function<bool()> neither = [&] {
    return heard.ever<domain::ReaderLeft>(kAda) && heard.ever<domain::ReaderStopped>(kBob);
  };
  co_await heard.until(neither);
  // And that the node lives, again and again.
  const std::function<bool()> lives = [&] { return heard.alive() >= 3; };
  co_await heard.until(lives);
  node.tasks.cancel();
  co_await node.tasks.join();
}

TEST(KafkaPresence, IsHeardByWhoeverWritesForReaders) {
  Flow flow(fresh_cluster());
  flow.run(who_comes_and_goes(flow));
}

ports::Task<void> before_anybody_listened(Flow& flow) {
  Node node(flow);
  node.presence.connected(kAda);
  node.presence.connected(kBob);
  node.presence.left(kBob);
  // Whatever is confirmed behind it says that it is in the log.
  {
    Heard first(flow);
    const std::function<bool()> in_the_log = [&] { return first.ever<domain::ReaderConnected>(kAda); };
    co_await first.until(in_the_log);
  }
  Heard late(flow);
  const std::function<bool()> all = [&] {
    return late.ever<domain::ReaderConnected>(kAda) && late.ever<domain::ReaderLeft>(kBob);
  };
  co_await late.until(all);
  node.tasks.cancel();
  co_await node.tasks.join();
}

TEST(KafkaPresence, IsHeardByWhoeverComesLater) {
  Flow flow(fresh_cluster());
  flow.run(before_anybody_listened(flow));
}

ports::Task<void> while_the_broker_is_away(Flow& flow) {
  Node node(flow);
  Heard heard(flow);
  node.presence.connected(kAda);
  const std::function<bool()> ada = [&] { return heard.ever<domain::ReaderConnected>(kAda); };
  co_await heard.until(ada);
  control("kafka", "pause");
  node.presence.left(kAda);
  node.presence.connected(kCem);
  // Not confirmed: whoever listens is told so, and says it again.
  const auto listens = co_await node.presence.listens(kBob, kPhone, std::nullopt);
  EXPECT_FALSE(listens);
  control("kafka", "resume");
  const std::function<bool()> all = [&] {
    return heard.ever<domain::ReaderLeft>(kAda) && heard.ever<domain::ReaderConnected>(kCem);
  };
  co_await heard.until(all);
  node.tasks.cancel();
  co_await node.tasks.join();
}

TEST(KafkaPresence, IsSaidAgainWhenTheBrokerWasAway) {
  auto options = fresh_cluster();
  options.producer.confirm_timeout = 1s;
  Flow flow(std::move(options));
  flow.run(while_the_broker_is_away(flow));
}

ports::Task<void> what_a_listener_has(Flow& flow, kafka::Cluster& later) {
  Node node(flow);
  co_await say_until_it_is_heard(flow, node.presence);
  const auto listens = co_await node.presence.listens(kBob, kPhone, 57);
  EXPECT_TRUE(listens);
  const auto reached_by = [](const Heard& heard, std::int64_t reached) {
    return std::ranges::find(heard.events, PresenceEvent(domain::ReaderListens{kBob, kPhone, reached})) !=
           heard.events.end();
  };
  Heard heard(flow);
  const std::function<bool()> has_it = [&] { return reached_by(heard, 57); };
  co_await heard.until(has_it);
  Heard long_after(flow, later);
  const std::function<bool()> listens_at_least = [&] { return long_after.ever<domain::ReaderListens>(kBob); };
  co_await long_after.until(listens_at_least);
  EXPECT_FALSE(reached_by(long_after, 57));
  node.tasks.cancel();
  co_await node.tasks.join();
}

TEST(KafkaPresence, TellsWhatAListenerHasForAMoment) {
  const auto options = fresh_cluster();
  Flow flow(options);
  LaterClock clock(flow.clock);
  observe::Metrics metrics;
  kafka::Cluster later(options, clock, flow.random, metrics);
  flow.run(what_a_listener_has(flow, later));
}

// What a broker is told at once must not be told for ever: it forgets what is a day old.
ports::Task<void> again_and_again(Flow& flow) {
  kafka::KafkaPresence presence(flow.cluster, {.renewal = 50ms, .repetition = 100ms});
  runtime::TaskGroup tasks(flow.loop.get_executor(), Node::rethrow);
  tasks.spawn("presence", presence.run());
  for (std::int64_t i = 1; i <= 5; ++i)
    presence.connected({i});
  Heard heard(flow);
  const std::function<bool()> everybody_thrice = [&] {
    for (std::int64_t i = 1; i <= 5; ++i) {
      const auto named = std::ranges::count_if(heard.events, [i](const PresenceEvent& event) {
        const auto* connected = std::get_if<domain::ReaderConnected>(&event);
        return connected != nullptr && connected->reader.value == i;
      });
      if (named < 3) return false;
    }
    return true;
  };
  co_await heard.until(everybody_thrice);
  tasks.cancel();
  co_await tasks.join();
}

TEST(KafkaPresence, NamesEverybodyAgainWhoIsConnected) {
  Flow flow(fresh_cluster());
  flow.run(again_and_again(flow));
}

}  // namespace
}  // namespace caravan::services
