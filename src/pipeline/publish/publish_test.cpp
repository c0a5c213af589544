#include "pipeline/publish/publish.hpp"

#include <map>

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
    auto& last = last_places[recipient];
    store_.chat_messages_grouped.append(
        {{domain::UserId{recipient}, {std::move(message)}, {last + 1}, last}});
    ++last;
    settle();
  }
  std::map<std::int64_t, std::int64_t> last_places;
  void start_hop() { start(hop.run(hops_)); }
  ports::Offset committed() { return store_.chat_messages_grouped.committed("publish"); }
  std::vector<std::size_t> published_sizes() {
    std::vector<std::size_t> sizes;
    for (const auto& batch : feed.published())
      sizes.push_back(batch.messages.size());
    return sizes;
  }
};

TEST_F(PublishTest, ShowsABatchAtOnceAndRemembersItSoon) {
  start_hop();
  group(1, "a");
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1}));
  advance(1s);
  EXPECT_EQ(committed(), 1);
}

TEST_F(PublishTest, WritesOneRecipientAtMostOnceAnInterval) {
  start_hop();
  group(1, "a");
  group(1, "b");
  group(1, "c");
  group(2, "other");
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1, 1}));
  advance(999ms);
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1, 1}));
  advance(1ms);
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1, 1, 2}));
  advance(1s);
  EXPECT_EQ(committed(), 4);
}

TEST_F(PublishTest, TriesAgainWhileTheFeedIsAway) {
  feed.fail_next(ports::Errc::unavailable, 3);
  start_hop();
  group(1, "a");
  EXPECT_TRUE(feed.published().empty());
  EXPECT_EQ(committed(), 0);
  for (int i = 0; i < 3; ++i)
    advance(10s);
  EXPECT_EQ(feed.shown(domain::UserId{1}).size(), 1u);
  advance(1s);
  EXPECT_EQ(committed(), 1);
}

TEST_F(PublishTest, ARecipientWhoseWritesFailHoldsUpNobodyElse) {
  feed.fail(domain::UserId{1}, ports::Errc::unavailable);
  start_hop();
  group(1, "a");
  group(2, "b");
  group(3, "c");
  EXPECT_EQ(feed.shown(domain::UserId{2}).size(), 1u);
  EXPECT_EQ(feed.shown(domain::UserId{3}).size(), 1u);
  advance(1min);
  EXPECT_EQ(committed(), 0) << "after a restart the first one is read again";
  group(1, "d");
  feed.fail(domain::UserId{1}, std::nullopt);
  advance(1min);
  EXPECT_EQ(published_sizes(), (std::vector<std::size_t>{1, 1, 2}))
      << "what is tried again is the newest state";
  EXPECT_EQ(feed.whole_from(domain::UserId{1}), 1);
  advance(1s);
  EXPECT_EQ(committed(), 4);
}

TEST_F(PublishTest, LeavesOutWhatTheFeedRefusesForGoodAndLetsItsReaderSeeTheGap) {
  feed.fail(domain::UserId{1}, ports::Errc::invalid);
  start_hop();
  group(1, "refused");
  group(2, "shown");
  EXPECT_TRUE(feed.shown(domain::UserId{1}).empty());
  EXPECT_EQ(feed.shown(domain::UserId{2}).size(), 1u);
  feed.fail(domain::UserId{1}, std::nullopt);
  group(1, "later");
  advance(1s);
  EXPECT_EQ(feed.shown(domain::UserId{1}).size(), 1u);
  EXPECT_EQ(feed.whole_from(domain::UserId{1}), 2);
  advance(1s);
  EXPECT_EQ(committed(), 3);
}

TEST_F(PublishTest, StopsReadingWhenTooMuchWaitsAndGoesOnWhenTheFeedIsBack) {
  feed.fail_next(ports::Errc::unavailable, 1'000'000);
  for (std::int64_t recipient = 1; recipient <= 20; ++recipient)
    group(recipient, std::string(1000, 'x'));
  Publish small{
      {.waiting = {.bytes_max = 4000}, .batches_max = 2}, consumer, feed, clock_, random_, metrics_};
  start(small.run(hops_));
  advance(1min);
  EXPECT_LE(metrics_.gauge("caravan_publish_recipients", "").Value(), 5);
  EXPECT_GE(metrics_.gauge("caravan_publish_recipients", "").Value(), 4);
  feed.fail_next(ports::Errc::unavailable, 0);
  for (int i = 0; i < 40; ++i)
    advance(1s);
  for (std::int64_t recipient = 1; recipient <= 20; ++recipient)
    EXPECT_EQ(feed.shown(domain::UserId{recipient}).size(), 1u) << recipient;
  EXPECT_EQ(committed(), 20);
  stop();
}

}  // namespace
}  // namespace caravan::publish
