#include "pipeline/deliver/deliver.hpp"

#include "pipeline/hop_fixture.hpp"

namespace caravan::deliver {
namespace {

using namespace std::chrono_literals;

struct RecordingReaders final : Readers {
  std::vector<ports::Offset> shown;
  void show(std::span<const ports::Logged<domain::Delivery>> deliveries) override {
    for (const auto& logged : deliveries)
      shown.push_back(logged.offset);
  }
  int recoveries = 0;
  void recover() override { ++recoveries; }
};

struct DeliverTest : HopTest {
  void append() {
    auto message = std::make_shared<domain::Message>(domain::Message{
        {domain::Uuid::v4(1, random_.next())}, {}, {9}, {}, "hi", domain::TimeUuid::at({}, random_.next())});
    store_.chat_deliveries.append({{{1}, std::move(message)}});
    settle();
  }
  RecordingReaders readers;
};

TEST_F(DeliverTest, ShowsWhatComesAfterItsStartOnceAndInOrder) {
  append();
  memory::MemoryDeliveryTail tail{store_};
  Deliver hop{{}, tail, readers, clock_, random_, metrics_};
  start(hop.run());
  append();
  append();
  EXPECT_EQ(readers.shown, (std::vector<ports::Offset>{2, 3}));
  stop();
}

TEST_F(DeliverTest, MissesNothingWhenAReadFails) {
  memory::MemoryDeliveryTail tail{store_};
  Deliver hop{{}, tail, readers, clock_, random_, metrics_};
  tail.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  append();
  EXPECT_TRUE(readers.shown.empty());
  advance(10s);
  EXPECT_EQ(readers.shown, (std::vector<ports::Offset>{1}));
  EXPECT_EQ(readers.recoveries, 0);
  stop();
}

TEST_F(DeliverTest, SendsReadersToRecoverWhenAnotherLogTookThePlaceOfItsOwn) {
  memory::MemoryDeliveryTail tail{store_};
  Deliver hop{{}, tail, readers, clock_, random_, metrics_};
  tail.fail_next(ports::Errc::not_found, 1);
  start(hop.run());
  append();
  EXPECT_EQ(readers.recoveries, 1);
  EXPECT_EQ(readers.shown, (std::vector<ports::Offset>{1}));
  stop();
}

// Hands everything over and answers no call.
struct HandingTail final : ports::DeliveryTail {
  explicit HandingTail(runtime::Clock& time) : clock(time) {}
  void hand_to(Take taker) override { take = std::move(taker); }
  ports::Offset position(domain::UserId) const override { return 0; }
  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(
      std::size_t, ports::SteadyTime deadline) override {
    co_await clock.wait(never_rung, deadline);
    co_return std::vector<ports::Logged<domain::Delivery>>{};
  }
  runtime::Clock& clock;
  runtime::AutoResetEvent never_rung;
  Take take;
};

TEST_F(DeliverTest, ShowsWhatItsTailHandsOverWhileItWaits) {
  HandingTail tail(clock_);
  {
    Deliver hop{{}, tail, readers, clock_, random_, metrics_};
    start(hop.run());
    ASSERT_TRUE(tail.take);
    const auto message = std::make_shared<const domain::Message>(
        domain::Message{{}, {}, {9}, {}, "hi", domain::TimeUuid::at({}, 0)});
    tail.take(std::vector<ports::Logged<domain::Delivery>>{{7, {{1}, message}}, {9, {{1}, message}}});
    EXPECT_EQ(readers.shown, (std::vector<ports::Offset>{7, 9}));
    stop();
  }
  EXPECT_FALSE(tail.take) << "there is nobody left to show them";
}

}  // namespace
}  // namespace caravan::deliver
