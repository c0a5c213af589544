#include "services/kafka/flow.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>

#include "ports/contract_tests/samples.hpp"

namespace caravan::services {

using namespace std::chrono_literals;

namespace {

constexpr auto kPatience = 120s;
constexpr auto kBetweenTries = 50ms;

kafka::GroupReader::Options quick_group() {
  kafka::GroupReader::Options options;
  options.session_timeout = 6s;  // the shortest that brokers allow
  return options;
}

void fail(const std::string& task, std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    ADD_FAILURE() << task << ": " << error.what();
  }
}

}  // namespace

SameMembers::SameMembers()
    : chat_(std::make_shared<const domain::Chat>(
          ports::contract::direct_chat(ports::contract::kAnn, ports::contract::kBen))) {}

ports::Task<ports::Result<ports::SharedChat>> SameMembers::of(domain::ChatId) {
  co_return chat_;
}

ports::Task<ports::FeedAnswer> ArrivalFeed::show(domain::Batch batch) {
  for (const auto& message : batch.messages)
    arrived_.insert(message->id);
  co_return ports::FeedAnswer{.outcome = {}};
}

void Flow::run(ports::Task<void> scenario) {
  auto ended = boost::asio::co_spawn(loop, std::move(scenario), boost::asio::use_future);
  loop.restart();
  loop.run();
  ended.get();
}

domain::Message Flow::new_message() {
  const auto number = sent.size();
  return {domain::MessageId{ports::contract::new_uuid()},
          domain::ChatId{domain::Uuid::v4(1, number % 20)},
          ports::contract::kAnn,
          ports::contract::kBen,
          "message " + std::to_string(number),
          times.next(std::chrono::floor<domain::TimeUuidTicks>(clock.wall()))};
}

ports::Task<void> Flow::send(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto message = new_message();
    sent.insert(message.id);
    const auto deadline = clock.now() + kPatience;
    for (;;) {
      const auto appended = co_await log.append(message, ports::SteadyTime::max());
      if (appended) break;
      if (clock.now() > deadline) throw std::runtime_error("not confirmed: " + appended.error().detail);
      co_await clock.sleep_until(clock.now() + kBetweenTries);
    }
  }
}

ports::Task<void> Flow::until(std::function<bool()> condition) {
  const auto deadline = clock.now() + kPatience;
  while (!condition()) {
    if (clock.now() > deadline) throw std::runtime_error("it did not come to pass in time");
    co_await clock.sleep_until(clock.now() + kBetweenTries);
  }
}

ports::Task<void> Flow::all_arrived() {
  return until([this] { return std::ranges::includes(feed.arrived(), sent); });
}

Hops::Hops(Flow& flow)
    : fan_out_stage_(flow.cluster, "fan_out", quick_group()),
      aggregate_stage_(flow.cluster, "aggregate", quick_group()),
      batches_(flow.cluster, "publish", quick_group()),
      fan_out_({}, fan_out_stage_, flow.members, flow.clock, flow.random, flow.metrics),
      aggregate_({}, flow.policy, aggregate_stage_, nullptr, flow.clock, flow.random, flow.metrics),
      publish_({.waiting = {.interval = 100ms}}, batches_, flow.feed, flow.clock, flow.random, flow.metrics),
      tasks_(flow.loop.get_executor(), fail) {}

void Hops::start() {
  tasks_.spawn("fan_out", fan_out_.run());
  tasks_.spawn("aggregate", aggregate_.run());
  tasks_.spawn("publish", publish_.run(tasks_));
}

ports::Task<void> Hops::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

}  // namespace caravan::services
