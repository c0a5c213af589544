#include "adapters/sqlite/sqlite_delivery_tail.hpp"

#include <gmock/gmock.h>
#include <numeric>
#include <thread>

#include "adapters/sqlite/store_fixture.hpp"
#include "ports/contract_tests/waiting_call.hpp"

namespace caravan::sqlite {
namespace {

using namespace std::chrono_literals;
using ports::contract::get;
using ports::contract::kBen;
using ports::contract::WaitingCall;
using testing::ElementsAre;
using testing::IsEmpty;

class DeliveryTailTest : public StoreFixture {
 protected:
  void SetUp() override {
    open();
    chat = new_chat();
    tail.emplace(*database, clock);
    tail->hand_to([this](std::span<const ports::Logged<domain::Delivery>> deliveries) {
      for (const auto& logged : deliveries)
        taken.push_back(logged.record.message->body);
    });
  }
  void TearDown() override { tail.reset(); }

  // To Ben, in one transaction.
  void deliver_together(std::size_t count) {
    const auto message = std::make_shared<const domain::Message>(send(chat, "one of many"));
    SqliteFanOutStage stage(*database, clock, "fan_out");
    const auto read = get(stage.next(100, clock.now()));
    get(stage.append_and_commit(std::vector<domain::Delivery>(count, {kBen, message}), read.back().offset));
  }
  // A transaction that had taken an offset, so that what it did is not known from memory.
  void fail_a_commit() {
    const auto failed =
        runtime::run_to_end(database->writer().run([](WriteTransaction& transaction) -> ports::Result<void> {
          transaction.next_offset<domain::Delivery>();
          transaction.connection().run("INSERT INTO users VALUES (1, NULL, NULL)");
          return {};
        }));
    ASSERT_FALSE(failed);
  }

  domain::Chat chat;
  std::optional<SqliteDeliveryTail> tail;
  std::vector<std::string> taken;
};

TEST_F(DeliveryTailTest, HandsOverWhileItsReaderWaitsAndDoesNotWakeHim) {
  WaitingCall call(tail->next(10, clock.now() + 1h), clock);
  call.run_until_it_waits();
  deliver(chat, "1");
  deliver(chat, "2");
  EXPECT_THAT(taken, ElementsAre("1", "2"));
  EXPECT_EQ(clock.waiting(), 1u) << "he was woken";
  EXPECT_EQ(tail->position(kBen), count("SELECT max(seq) FROM chat_deliveries"));
  clock.advance(1h);
  EXPECT_THAT(call.finish().value(), IsEmpty());
}

TEST_F(DeliveryTailTest, HandsNothingOverWhileNobodyWaits) {
  deliver(chat, "1");
  EXPECT_THAT(taken, IsEmpty());
  EXPECT_EQ(get(tail->next(10, clock.now())).size(), 1u);
  {
    WaitingCall call(tail->next(10, clock.now() + 1h), clock);
    call.run_until_it_waits();
    call.cancel();
    EXPECT_THROW(call.finish().value(), boost::system::system_error);
  }
  deliver(chat, "2");
  EXPECT_THAT(taken, IsEmpty());
  EXPECT_EQ(get(tail->next(10, clock.now())).size(), 1u);
}

TEST_F(DeliveryTailTest, ManyTogetherAreTheReadersWork) {
  WaitingCall call(tail->next(1000, clock.now() + 1h), clock);
  call.run_until_it_waits();
  deliver_together(SqliteDeliveryTail::kTakenMax + 1);
  EXPECT_THAT(taken, IsEmpty());
  EXPECT_EQ(call.finish().value().size(), SqliteDeliveryTail::kTakenMax + 1);
}

TEST_F(DeliveryTailTest, WhatMayBeMissingInMemoryIsReadFromTheFile) {
  WaitingCall call(tail->next(10, clock.now() + 1h), clock);
  call.run_until_it_waits();
  fail_a_commit();
  deliver(chat, "after it");
  EXPECT_THAT(taken, IsEmpty());
  EXPECT_EQ(call.finish().value().size(), 1u);
  WaitingCall again(tail->next(10, clock.now() + 1h), clock);
  again.run_until_it_waits();
  deliver(chat, "known again");
  EXPECT_THAT(taken, ElementsAre("known again"));
  again.cancel();
  EXPECT_THROW(again.finish().value(), boost::system::system_error);
}

TEST_F(DeliveryTailTest, WithoutATakerTheReaderIsWoken) {
  tail->hand_to(nullptr);
  WaitingCall call(tail->next(10, clock.now() + 1h), clock);
  call.run_until_it_waits();
  deliver(chat, "1");
  EXPECT_EQ(call.finish().value().size(), 1u);
}

// The writer's thread against a reader who waits for a moment at a time.
TEST(DeliveryTailThreads, EachDeliveryComesOnceAndInOrder) {
  constexpr std::size_t kMessages = 400;
  TestDirectory directory;
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  Database database({.directory = directory.path(), .writer = {.wal_bytes = 0}}, clock, random, metrics);
  SqliteChats chats(database);
  const auto chat =
      ports::contract::existing(chats, ports::contract::direct_chat(ports::contract::kAnn, kBen));
  get(SqliteFanOutStage(database, clock, "fan_out").next(1, clock.now()));
  SqliteAcceptance acceptance(database, {});
  SqliteDeliveryTail tail(database, clock);
  std::vector<ports::Offset> seen;
  const auto add = [&seen](std::span<const ports::Logged<domain::Delivery>> deliveries) {
    for (const auto& logged : deliveries)
      seen.push_back(logged.offset);
  };
  tail.hand_to(add);
  std::thread sender([&] {
    for (std::size_t i = 0; i < kMessages; ++i)
      get(acceptance.accept(ports::contract::draft(chat, ports::contract::kAnn, "hi"),
                            ports::IdOrigin::sender));
  });
  while (tail.position(kBen) < static_cast<ports::Offset>(2 * kMessages))
    add(get(tail.next(3, clock.now() + 100us)));
  sender.join();
  std::vector<ports::Offset> all(2 * kMessages);
  std::iota(all.begin(), all.end(), ports::Offset{1});
  EXPECT_EQ(seen, all);
}

}  // namespace
}  // namespace caravan::sqlite
