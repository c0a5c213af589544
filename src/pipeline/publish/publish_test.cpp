#include "pipeline/publish/publish.hpp"

#include "adapters/memory/memory_feed.hpp"
#include "pipeline/hop_fixture.hpp"

namespace caravan::publish {
namespace {

using namespace std::chrono_literals;

struct PublishTest : HopTest {
  memory::MemoryBatchConsumer consumer{store_, "publish"};
  memory::MemoryFeed feed;
  Publish hop{{}, consumer, feed, clock_, random_, metrics_};

  void group(std::int64_t recipient, std::string body) {
    auto message =
        std::make_shared<domain::Message>(domain::Message{{domain::Uuid::v4(1, random_.next())},
                                                          {},
                                                          {9},
                                                          {},
                                                          std::move(body),
                                                          domain::TimeUuid::at({}, random_.next())});
    store_.chat_messages_grouped.append({{{recipient}, {std::move(message)}}});
    settle();
  }
  std::vector<std::size_t> published_sizes() {
    std::vector<std::size_t> sizes;
    for (const auto& batch : feed.published())
      sizes.push_back(batch.messages.size());
    return sizes;
  }
};

TEST_F(PublishTest, ShowsABatchAtOnceAndRemembersIt) {
  start(hop.run());
  group(1, "a");
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1}));
  EXPECT_EQ(store_.chat_messages_grouped.done("publish"), 1);
}

TEST_F(PublishTest, WritesOneRecipientAtMostOnceAnInterval) {
  start(hop.run());
  group(1, "a");
  group(1, "b");
  group(1, "c");
  group(2, "other");
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(store_.chat_messages_grouped.done("publish"), 1);
  advance(1s);
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1, 1, 2}));
  EXPECT_EQ(store_.chat_messages_grouped.done("publish"), 4);
}

TEST_F(PublishTest, TriesAgainWhileTheFeedIsAway) {
  feed.fail_next(ports::Errc::unavailable, 3);
  start(hop.run());
  group(1, "a");
  EXPECT_TRUE(feed.published().empty());
  for (int i = 0; i < 3; ++i)
    advance(10s);
  EXPECT_EQ(feed.shown({1}).size(), 1u);
  EXPECT_EQ(store_.chat_messages_grouped.done("publish"), 1);
}

TEST_F(PublishTest, AfterReadsThatFailedTheFirstFailureToShowIsTriedAgainAtOnce) {
  constexpr int failures = 30;
  consumer.fail_next(ports::Errc::unavailable, failures);
  start(hop.run());
  for (int i = 0; i < failures; ++i)
    advance(2s);
  feed.fail_next(ports::Errc::unavailable, 1);
  group(1, "a");
  advance(50ms);
  EXPECT_EQ(feed.shown({1}).size(), 1u);
}

TEST_F(PublishTest, LeavesOutWhatTheFeedRefusesForGood) {
  feed.fail_next(ports::Errc::invalid, 1);
  start(hop.run());
  group(1, "refused");
  group(2, "shown");
  EXPECT_TRUE(feed.shown({1}).empty());
  EXPECT_EQ(feed.shown({2}).size(), 1u);
  EXPECT_EQ(store_.chat_messages_grouped.done("publish"), 2);
}

}  // namespace
}  // namespace caravan::publish
