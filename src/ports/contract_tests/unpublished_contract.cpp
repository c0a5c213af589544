#include "ports/contract_tests/unpublished_contract.hpp"

#include <gmock/gmock.h>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

domain::Message message(int second) {
  const domain::WallTime instant(std::chrono::hours(490'000) + std::chrono::seconds(second));
  return {domain::MessageId{new_uuid()},
          domain::ChatId{new_uuid()},
          kAnn,
          second % 2 == 0 ? std::nullopt : std::optional(kBen),
          "body " + std::to_string(second),
          domain::TimeUuid::at(instant, 7)};
}

auto Messages(const domain::Message& only) {
  return testing::Field(&Unpublished::Found::messages, ElementsAre(only));
}
auto FromTheBeginning(bool expected) {
  return testing::Field(&Unpublished::Found::from_the_beginning, expected);
}

}  // namespace

void UnpublishedContract::SetUp() {
  subject_ = GetParam().make();
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(UnpublishedContract);

TEST_P(UnpublishedContract, ReturnsWhatWasAddedUntilItIsRemoved) {
  EXPECT_THAT(get(one().some(10)).messages, IsEmpty());
  const auto first = message(1), second = message(2);
  get(one().add(second));
  get(one().add(first));
  get(one().add(first));
  EXPECT_THAT(get(other().some(10)).messages, ElementsAre(first, second));
  get(other().remove(first));
  get(other().remove(first));
  EXPECT_THAT(get(other().some(10)).messages, ElementsAre(second));
  get(one().remove(second));
  EXPECT_THAT(get(other().some(10)).messages, IsEmpty());
}

TEST_P(UnpublishedContract, GoesOnBehindWhatItReturnedAndBeginsAnewAtTheEnd) {
  const auto first = message(1), second = message(20), third = message(40);
  for (const auto& each : {third, first, second})
    get(one().add(each));
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(get(one().some(1)), AllOf(Messages(first), FromTheBeginning(true)));
    EXPECT_THAT(get(one().some(1)), AllOf(Messages(second), FromTheBeginning(false)));
    EXPECT_THAT(get(one().some(1)), AllOf(Messages(third), FromTheBeginning(false)));
  }
}

TEST_P(UnpublishedContract, BeginsAnewWhenNothingWasLeft) {
  const auto gone = message(20), early = message(1), late = message(40);
  get(one().add(gone));
  EXPECT_THAT(get(one().some(10)), Messages(gone));
  get(one().remove(gone));
  EXPECT_THAT(get(one().some(10)).messages, IsEmpty());
  get(one().add(late));
  get(one().add(early));
  EXPECT_THAT(get(one().some(1)), AllOf(Messages(early), FromTheBeginning(true)));
}

TEST_P(UnpublishedContract, WhatIsAddedBehindTheReaderComesInTheNextRound) {
  const auto early = message(1), late = message(20);
  get(one().add(late));
  EXPECT_THAT(get(one().some(1)).messages, ElementsAre(late));
  get(one().add(early));
  EXPECT_THAT(get(one().some(1)).messages, ElementsAre(early));
  EXPECT_THAT(get(one().some(1)).messages, ElementsAre(late));
}

}  // namespace caravan::ports::contract
