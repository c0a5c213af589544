#include <algorithm>
#include <chrono>
#include <deque>
#include <gmock/gmock.h>
#include <iterator>
#include <mutex>
#include <random>
#include <ranges>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_message_store.hpp"
#include "ports/contract_tests/samples.hpp"
#include "ports/contract_tests/waiting_call.hpp"
#include "services/cassandra/keyspace.hpp"
#include "services/cassandra/store_then_memory_log.hpp"
#include "services/ticking_clock.hpp"

namespace caravan::cassandra {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using ports::IdOrigin;
using ports::contract::direct_chat;
using ports::contract::draft;
using ports::contract::existing;
using ports::contract::get;
using ports::contract::group_chat;
using ports::contract::kAnn;
using ports::contract::kBen;
using services::StoreThenMemoryLog;

class CassandraStore : public testing::Test {
 protected:
  ReadyCluster ready_;
  CassandraChats chats_{ready_.cluster, {}, ready_.around.clock, ready_.around.random};
  CassandraHistory history_{ready_.cluster};
  Claims claims_{ready_.cluster, {}};
  CassandraMessageStore store_{ready_.cluster, {}, ready_.around.metrics};
  StoreThenMemoryLog acceptance_{store_, ready_.around.clock, ready_.around.random, ready_.around.metrics};

  // All that an attempt does that dies after its first step; answers the time that its message would have.
  domain::TimeUuid claim(const domain::Draft& sent) {
    const auto time = domain::TimeUuid::at(domain::WallTime(std::chrono::hours(490'000)), 1);
    const Claim place{sent.chat, Bucket::around(time.instant(), 0), time, digest_of(sent.body)};
    EXPECT_FALSE(runtime::run_to_end(claims_.take({{sent.key(), place}})).front()->earlier);
    return time;
  }

  Answer execute(Call call) { return runtime::run_to_end(ready_.cluster.run(std::move(call))).value(); }
};

TEST_F(CassandraStore, TheNextOneCompletesAPairWhoseCreatorDiedHalfway) {
  auto abandoned = direct_chat(kAnn, kBen);
  const auto created = domain::TimeUuid::at(domain::WallTime(std::chrono::hours(500'000)), 1);
  const auto& [first, second] = std::pair(abandoned.members[0], abandoned.members[1]);
  execute(call(Statement::take_pair, kAnn, kBen, abandoned.id, created, first.id,
               std::string_view(first.username), second.id, std::string_view(second.username)));
  EXPECT_EQ(runtime::run_to_end(chats_.find(abandoned.id)).error().code, Errc::not_found);

  const auto creation = get(chats_.create(direct_chat(kBen, kAnn)));
  EXPECT_TRUE(creation.existed);
  EXPECT_EQ(creation.chat, abandoned);
  EXPECT_EQ(get(chats_.find(abandoned.id)), abandoned);
  for (const auto user : {kAnn, kBen}) {
    const auto list = get(chats_.list(user, {}));
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].chat, abandoned);
  }
}

TEST_F(CassandraStore, AListLeavesOutAChatThatWasNeverWritten) {
  const auto whole = existing(chats_, group_chat("whole", {kAnn}));
  const auto created = domain::TimeUuid::at(domain::WallTime(std::chrono::hours(600'000)), 1);
  execute(call(Statement::insert_user_chat, kAnn, created, ports::contract::new_uuid()));
  const auto list = get(chats_.list(kAnn, {.count_max = 1}));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].chat, whole);
}

TEST_F(CassandraStore, WhoeverSendsAnIdAgainWritesTheMessageThatWasOnlyClaimed) {
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));
  const auto sent = draft(chat, kAnn, "once");
  const auto time = claim(sent);
  const auto message = get(acceptance_.accept(sent, IdOrigin::sender));
  EXPECT_EQ(message.time, time);
  EXPECT_THAT(get(history_.before(chat.id, std::nullopt, 9)), testing::ElementsAre(message));
  EXPECT_EQ(get(acceptance_.accept(sent, IdOrigin::sender)), message);
}

// The first attempt may be about to write its own body.
TEST_F(CassandraStore, AnotherBodyDoesNotGetBetweenAClaimAndItsMessage) {
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));
  const auto sent = draft(chat, kAnn, "once");
  claim(sent);
  auto other = sent;
  other.body = "something else";
  EXPECT_EQ(runtime::run_to_end(acceptance_.accept(other, IdOrigin::sender)).error().code, Errc::conflict);
  EXPECT_TRUE(get(history_.before(chat.id, std::nullopt, 9)).empty());
  const auto message = get(acceptance_.accept(sent, IdOrigin::sender));
  EXPECT_EQ(get(acceptance_.accept(other, IdOrigin::sender)), message);
}

TEST_F(CassandraStore, OnlyAnIdThatMayComeBackIsClaimed) {
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));
  const auto is_free = [&](const domain::Message& message) {
    const Claims::Wanted wanted{message.key(), {chat.id, {}, message.time, 0}};
    return !runtime::run_to_end(claims_.take({wanted})).front()->earlier;
  };
  EXPECT_FALSE(is_free(get(acceptance_.accept(draft(chat, kAnn, "1"), IdOrigin::sender))));
  EXPECT_TRUE(is_free(get(acceptance_.accept(draft(chat, kAnn, "2"), IdOrigin::server))));
}

TEST_F(CassandraStore, IdsOfServersAndSendersShareAChat) {
  const auto chat = existing(chats_, group_chat("crew", {kAnn, kBen}));
  std::mutex mutex;
  std::vector<domain::Message> answered;
  ports::contract::simultaneously(12, [&](int thread) {
    for (int i = 0; i < 6; ++i) {
      const auto message = get(acceptance_.accept(
          draft(chat, kAnn, "x"), (thread + i) % 3 == 0 ? IdOrigin::server : IdOrigin::sender));
      const std::lock_guard lock(mutex);
      answered.push_back(message);
    }
  });
  EXPECT_THAT(get(history_.before(chat.id, std::nullopt, 1'000)),
              testing::UnorderedElementsAreArray(answered));
}

TEST_F(CassandraStore, ABucketThatItsWriterNeverFilledHidesNothing) {
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));
  const auto message = get(acceptance_.accept(draft(chat, kAnn, "here"), IdOrigin::sender));
  execute(call(Statement::register_bucket, chat.id,
               (Bucket::around(message.time.instant(), 0).start_s + (1 << 22)) * 8));
  EXPECT_EQ(get(chats_.list(kAnn, {})).front().last_message, message);
  EXPECT_THAT(get(history_.before(chat.id, std::nullopt, 9)), testing::ElementsAre(message));
}

// A history remembers where the messages of a chat were; meanwhile two writers go on elsewhere.
TEST_F(CassandraStore, PagesAreExactWhileBucketsAreAdded) {
  runtime::ManualClock clock;
  services::TickingClock ticking(clock);
  const CassandraMessageStore::Options tiny{.bucket_bytes_max = 150};
  CassandraMessageStore first_store(ready_.cluster, tiny, ready_.around.metrics);
  CassandraMessageStore second_store(ready_.cluster, tiny, ready_.around.metrics);
  auto& [around_clock, random_source, metrics] = ready_.around;
  StoreThenMemoryLog writers[] = {{first_store, ticking, random_source, metrics},
                                  {second_store, ticking, random_source, metrics}};
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));

  constexpr std::chrono::seconds pauses[] = {1s, 20min, 5h, 4 * 24h, 60 * 24h};
  std::minstd_rand random(7);
  std::deque<domain::Message> newest_first;
  for (int i = 0; i < 60; ++i) {
    clock.advance(pauses[random() % std::size(pauses)]);
    newest_first.push_front(get(writers[random() % 2].accept(draft(chat, kAnn, "x"), IdOrigin::sender)));
    const auto newest = newest_first | std::views::take(4);
    EXPECT_THAT(get(history_.before(chat.id, std::nullopt, 4)), testing::ElementsAreArray(newest));

    const auto place = random() % newest_first.size();
    const auto older = newest_first | std::views::drop(place + 1) | std::views::take(4);
    EXPECT_THAT(get(history_.before(chat.id, newest_first[place].time, 4)), testing::ElementsAreArray(older));
    const auto newer =
        newest_first | std::views::take(place) | std::views::drop(place - std::min<std::size_t>(place, 4));
    EXPECT_THAT(get(history_.after(chat.id, newest_first[place].time, 4)), testing::ElementsAreArray(newer));
  }
}

TEST_F(CassandraStore, MessagesOfOneChatThatComeTogetherShareRequests) {
  const auto chat = existing(chats_, group_chat("crew", {kAnn, kBen}));
  ports::contract::simultaneously(16, [&](int) {
    for (int i = 0; i < 8; ++i)
      get(acceptance_.accept(draft(chat, kAnn, "x"), IdOrigin::sender));
  });
  EXPECT_EQ(get(history_.before(chat.id, std::nullopt, 1'000)).size(), 128u);
  EXPECT_THAT(ready_.around.metrics.expose(),
              testing::Not(testing::HasSubstr("caravan_cassandra_messages_per_write_count 128\n")));
}

TEST_F(CassandraStore, WhatWaitsIsBounded) {
  StoreThenMemoryLog acceptance(store_, ready_.around.clock, ready_.around.random, ready_.around.metrics,
                                {.waiting_max = 1});
  const auto chat = existing(chats_, group_chat("crew", {kAnn, kBen}));
  std::atomic<int> stored = 0, refused = 0;
  ports::contract::simultaneously(16, [&](int) {
    const auto answer = runtime::run_to_end(acceptance.accept(draft(chat, kAnn, "x"), IdOrigin::sender));
    if (answer)
      ++stored;
    else if (answer.error().code == Errc::overloaded)
      ++refused;
  });
  EXPECT_EQ(stored + refused, 16);
  EXPECT_GT(stored, 0);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(get(history_.before(chat.id, std::nullopt, 1'000)).size(), static_cast<std::size_t>(stored));
}

TEST_F(CassandraStore, RequestsUnderWayAreBounded) {
  auto options = options_for(clean_keyspace());
  options.in_flight_max = 2;
  ReadyCluster narrow(options);
  const domain::ChatId chat{ports::contract::new_uuid()};
  const std::vector<Call> three(3, call(Statement::chat, chat));
  EXPECT_EQ(runtime::run_to_end(narrow.cluster.run(three)).error().code, Errc::overloaded);
  EXPECT_TRUE(runtime::run_to_end(narrow.cluster.run(call(Statement::chat, chat))));
}

TEST_F(CassandraStore, ACallWhoseCallerIsGoneHarmsNobody) {
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));
  for (int i = 0; i < 20; ++i) {
    boost::asio::io_context loop;
    boost::asio::cancellation_signal stop;
    bool aborted = false;
    boost::asio::co_spawn(
        loop, runtime::as_optional(acceptance_.accept(draft(chat, kAnn, "x"), IdOrigin::sender)),
        boost::asio::bind_cancellation_slot(stop.slot(), [&aborted](std::exception_ptr failure, const auto&) {
          aborted = failure != nullptr;
        }));
    loop.poll_one();
    stop.emit(boost::asio::cancellation_type::terminal);
    loop.run();
    EXPECT_TRUE(aborted);
  }
  const auto last = get(acceptance_.accept(draft(chat, kAnn, "last"), IdOrigin::sender));
  EXPECT_EQ(get(history_.before(chat.id, std::nullopt, 1)).front(), last);
}

TEST_F(CassandraStore, HostileValuesAreKeptOrRefusedAndBreakNothing) {
  const auto chat = existing(chats_, group_chat(std::string("nul\0 ' ; DROP", 13), {kAnn, kBen}));
  EXPECT_EQ(get(chats_.find(chat.id)), chat);
  const auto large = get(acceptance_.accept(draft(chat, kAnn, std::string(1 << 20, 'x')), IdOrigin::sender));
  EXPECT_EQ(get(history_.before(chat.id, std::nullopt, 1)).front(), large);
  // Not UTF-8, and more than the server takes in one mutation.
  for (const auto& body : {std::string("\xff\xfe"), std::string(8 << 20, 'x')})
    EXPECT_EQ(runtime::run_to_end(acceptance_.accept(draft(chat, kAnn, body), IdOrigin::sender)).error().code,
              Errc::invalid);
  EXPECT_EQ(get(history_.before(chat.id, std::nullopt, 9)).size(), 1u);
}

TEST_F(CassandraStore, TakesTimesOfAllTheWorldAsBounds) {
  const auto chat = existing(chats_, direct_chat(kAnn, kBen));
  const auto message = get(acceptance_.accept(draft(chat, kAnn, "x"), IdOrigin::sender));
  EXPECT_THAT(get(history_.before(chat.id, last_time(), 9)), testing::ElementsAre(message));
  EXPECT_THAT(get(history_.after(chat.id, first_time(), 9)), testing::ElementsAre(message));
  EXPECT_THAT(get(history_.before(chat.id, first_time(), 9)), testing::IsEmpty());
  EXPECT_THAT(get(history_.after(chat.id, last_time(), 9)), testing::IsEmpty());
}

}  // namespace
}  // namespace caravan::cassandra
