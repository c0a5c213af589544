#include "adapters/kafka/append_deadlines.hpp"

#include <gtest/gtest.h>

namespace caravan::kafka {
namespace {

using namespace std::chrono_literals;

class Waiting final : public Confirmation {
 public:
  std::optional<rd_kafka_resp_err_t> told;

 private:
  void post(std::exception_ptr, rd_kafka_resp_err_t value) override { told = value; }
};

class AppendDeadlinesTest : public testing::Test {
 protected:
  static ports::SteadyTime at(std::chrono::seconds time) { return ports::SteadyTime(time); }

  AppendDeadlines deadlines;
  std::shared_ptr<Waiting> early = std::make_shared<Waiting>();
  std::shared_ptr<Waiting> late = std::make_shared<Waiting>();
};

TEST_F(AppendDeadlinesTest, EachIsGivenUpAtItsOwnTime) {
  deadlines.add(at(5s), late);
  deadlines.add(at(1s), early);
  deadlines.give_up_overdue(at(0s));
  EXPECT_EQ(early->told, std::nullopt);
  deadlines.give_up_overdue(at(1s));
  EXPECT_EQ(early->told, RD_KAFKA_RESP_ERR__TIMED_OUT);
  EXPECT_EQ(late->told, std::nullopt);
  deadlines.give_up_overdue(at(6s));
  EXPECT_EQ(late->told, RD_KAFKA_RESP_ERR__TIMED_OUT);
  EXPECT_TRUE(deadlines.empty());
}

TEST_F(AppendDeadlinesTest, WhatIsOverIsForgottenBeforeItsTime) {
  deadlines.add(at(5s), late);
  deadlines.give_up_overdue(at(0s));
  EXPECT_FALSE(deadlines.empty());
  late.reset();
  deadlines.give_up_overdue(at(0s));
  EXPECT_TRUE(deadlines.empty());
}

TEST_F(AppendDeadlinesTest, WhatWasConfirmedInTimeStaysConfirmed) {
  deadlines.add(at(1s), early);
  early->set_value(RD_KAFKA_RESP_ERR_NO_ERROR);
  deadlines.give_up_overdue(at(2s));
  EXPECT_EQ(early->told, RD_KAFKA_RESP_ERR_NO_ERROR);
}

TEST_F(AppendDeadlinesTest, TheFirstOfThemIsNoticed) {
  EXPECT_TRUE(deadlines.add(at(1s), early));
  EXPECT_FALSE(deadlines.add(at(1s), late));
  deadlines.give_up_overdue(at(2s));
  EXPECT_TRUE(deadlines.add(at(3s), early));
}

}  // namespace
}  // namespace caravan::kafka
