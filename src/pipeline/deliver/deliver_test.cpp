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

}  // namespace
}  // namespace caravan::deliver
