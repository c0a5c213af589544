#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cstdlib>
#include <gmock/gmock.h>
#include <map>
#include <mutex>
#include <random>

#include "adapters/kafka/kafka_log.hpp"
#include "services/acceptance/chat_node.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using ports::IdOrigin;
using ports::contract::direct_chat;
using ports::contract::draft;
using ports::contract::existing;
using ports::contract::get;
using ports::contract::kAnn;
using ports::contract::kBen;
using ports::contract::simultaneously;

// Two nodes on one Cassandra and one Kafka, whose clocks are two seconds apart.
class OneMessagePerId : public testing::Test {
 protected:
  SharedStores stores_;
  SkewedClock right_{0s}, ahead_{2s};
  ChatNode one_{stores_, right_}, other_{stores_, ahead_};
  domain::Chat chat_ = existing(one_.chats, direct_chat(kAnn, kBen));

  // What history holds of a sender's id. Which message is the newest says little: clocks differ.
  std::vector<domain::Message> stored(const domain::MessageKey& key) {
    auto all = one_.history_of(chat_);
    std::erase_if(all, [&key](const auto& message) { return message.key() != key; });
    return all;
  }

  ChatNode& node(bool first) { return first ? one_ : other_; }

  // In the log, or noted for it because the broker was slow.
  bool is_on_its_way(const domain::Message& message) {
    if (std::ranges::count(get(other_.unpublished.some(1'000)).messages, message) > 0) return true;
    kafka::KafkaFanOutStage log(other_.kafka, "reader");
    for (const auto& logged : get(log.next(10, ahead_.now() + 30s)))
      if (logged.record == message) return true;
    return false;
  }

  // All that an attempt does that dies after its first step; answers the place that its message would have.
  cassandra::Claim claim(ChatNode& node, const domain::Draft& sent, const runtime::Clock& clock) {
    const auto time = domain::TimeUuid::at(std::chrono::floor<domain::TimeUuidTicks>(clock.wall()), 1);
    const cassandra::Claim place{sent.chat, cassandra::Bucket::around(time.instant(), 0), time,
                                 cassandra::digest_of(sent.body)};
    cassandra::Claims claims(node.cassandra, {});
    EXPECT_FALSE(runtime::run_to_end(claims.take({{sent.key(), place}})).front()->earlier);
    return place;
  }
};

TEST_F(OneMessagePerId, SentThroughTwoNodesInTurn) {
  for (int i = 0; i < 10; ++i) {
    const auto sent = draft(chat_, kAnn, "once");
    const auto answer = node(i % 2 == 0).send(sent).value();
    EXPECT_EQ(node(i % 2 != 0).send(sent).value(), answer);
    EXPECT_EQ(node(i % 2 == 0).send(sent).value(), answer);
  }
  EXPECT_EQ(one_.history_of(chat_).size(), 10u);
}

TEST_F(OneMessagePerId, SentThroughTwoNodesAtOnce) {
  for (int i = 0; i < 20; ++i) {
    const auto sent = draft(chat_, kAnn, "once");
    std::array<std::optional<domain::Message>, 4> answers;
    simultaneously(4, [&](int copy) { answers[copy] = node(copy % 2 == 0).send(sent).value(); });
    const auto found = stored(sent.key());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_TRUE(std::ranges::all_of(answers, [&](const auto& answer) { return answer == found.front(); }));
  }
}

TEST_F(OneMessagePerId, WhoeverComesNextFinishesWhatDiedAfterItsClaim) {
  const auto sent = draft(chat_, kAnn, "once");
  const auto place = claim(one_, sent, right_);
  const auto answer = other_.send(sent).value();
  EXPECT_EQ(answer.time, place.time);
  EXPECT_EQ(one_.send(sent).value(), answer);
  EXPECT_THAT(one_.history_of(chat_), testing::ElementsAre(answer));
}

TEST_F(OneMessagePerId, WhoeverComesNextFinishesWhatDiedBeforeTheLog) {
  const auto sent = draft(chat_, kAnn, "once");
  const auto time = domain::TimeUuid::at(std::chrono::floor<domain::TimeUuidTicks>(right_.wall()), 1);
  const domain::Message message{sent.id, sent.chat, sent.from, sent.to, sent.body, time};
  EXPECT_TRUE(runtime::run_to_end(one_.messages.store({{message, IdOrigin::sender}})).front());
  EXPECT_EQ(other_.send(sent).value(), message);
  EXPECT_THAT(one_.history_of(chat_), testing::ElementsAre(message));
  EXPECT_TRUE(is_on_its_way(message));
}

TEST_F(OneMessagePerId, ACallerWhoIsGoneLeavesOneMessage) {
  for (int steps = 0; steps < 12; ++steps) {
    const auto sent = draft(chat_, kAnn, "once");
    boost::asio::io_context loop;
    boost::asio::cancellation_signal stop;
    boost::asio::co_spawn(
        loop, runtime::as_optional(one_.acceptance.accept(sent, IdOrigin::sender)),
        boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr, const auto&) {}));
    for (int i = 0; i < steps; ++i)
      loop.poll_one();
    stop.emit(boost::asio::cancellation_type::terminal);
    const auto answer = other_.send(sent).value();
    loop.run();
    EXPECT_EQ(one_.send(sent).value(), answer);
    EXPECT_EQ(one_.history_of(chat_).size(), static_cast<std::size_t>(steps + 1));
  }
}

TEST_F(OneMessagePerId, AnotherBodyIsAnsweredWhatIsStoredOrRefused) {
  for (int i = 0; i < 20; ++i) {
    const auto sent = draft(chat_, kAnn, "once");
    auto edited = sent;
    edited.body = "something else";
    std::mutex mutex;
    std::vector<ports::Result<domain::Message>> answers;
    simultaneously(4, [&](int copy) {
      auto answer = node(copy % 2 == 0).send(copy < 2 ? sent : edited);
      const std::lock_guard lock(mutex);
      answers.push_back(std::move(answer));
    });
    const auto found = stored(sent.key());
    ASSERT_EQ(found.size(), 1u);
    for (const auto& answer : answers)
      EXPECT_TRUE(answer ? *answer == found.front() : answer.error().code == Errc::conflict);
  }
}

TEST_F(OneMessagePerId, OutlivesBothNodes) {
  const auto sent = draft(chat_, kAnn, "once");
  const auto answer = one_.send(sent).value();
  ChatNode restarted(stores_, ahead_);
  EXPECT_EQ(restarted.send(sent).value(), answer);
  EXPECT_EQ(restarted.history_of(chat_).size(), 1u);
}

TEST_F(OneMessagePerId, OutlivesAKilledCassandra) {
  const auto sent = draft(chat_, kAnn, "once"), unsettled = draft(chat_, kBen, "once, too");
  const auto answer = one_.send(sent).value();
  const auto place = claim(one_, unsettled, right_);
  control("cassandra", "kill");
  EXPECT_FALSE(one_.send(unsettled));
  control("cassandra", "restart");
  const auto until_settled = [&](const domain::Draft& again) {
    const auto give_up = right_.now() + 60s;
    auto settled = other_.send(again);
    while (!settled && is_retryable(settled.error().code) && right_.now() < give_up) {
      runtime::run_to_end(right_.sleep_until(right_.now() + 100ms));
      settled = other_.send(again);
    }
    return settled.value();
  };
  EXPECT_EQ(until_settled(sent), answer);
  EXPECT_EQ(until_settled(unsettled).time, place.time);
  EXPECT_EQ(other_.history_of(chat_).size(), 2u);
}

// Any number of copies of any id, by two senders who use the same ones, through both nodes and in any order.
TEST_F(OneMessagePerId, WhateverIsSentHowOftenAndWhere) {
  const int ids = std::getenv("CARAVAN_TEST_LONG") ? 10'000 : 300;
  constexpr int threads = 16, copies_max = 4;
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<domain::Draft> sends;
  for (int i = 0; i < ids; ++i) {
    const bool of_both = random() % 4 == 0;
    const auto id = domain::MessageId{ports::contract::new_uuid()};
    for (const auto from : {kAnn, kBen}) {
      if (from == kBen && !of_both) continue;
      auto sent = draft(chat_, from, "message " + std::to_string(i));
      sent.id = id;
      sends.insert(sends.end(), 1 + random() % copies_max, sent);
    }
  }
  // Copies stay near each other, so that many are under way together.
  for (std::size_t i = 0; i + 1 < sends.size(); ++i)
    std::swap(sends[i], sends[i + random() % std::min<std::size_t>(12, sends.size() - i)]);

  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::map<domain::MessageKey, std::vector<domain::Message>> answers;
  simultaneously(threads, [&](int thread) {
    for (auto i = next++; i < sends.size(); i = next++) {
      auto answer = node((thread + i) % 2 == 0).send(sends[i]).value();
      const std::lock_guard lock(mutex);
      answers[sends[i].key()].push_back(std::move(answer));
    }
  });
  const auto history = one_.history_of(chat_);
  std::map<domain::MessageKey, domain::Message> by_key;
  for (const auto& message : history)
    by_key.emplace(message.key(), message);
  ASSERT_EQ(history.size(), by_key.size());
  ASSERT_EQ(by_key.size(), answers.size());
  for (const auto& [key, all] : answers)
    for (const auto& answer : all)
      ASSERT_TRUE(by_key.contains(key) && by_key.at(key) == answer) << key.id.to_string();
}

}  // namespace
}  // namespace caravan::services
