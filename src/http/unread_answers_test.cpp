#include "http/unread_answers.hpp"

#include <gtest/gtest.h>

namespace caravan::http {
namespace {

const auto kOne = boost::asio::ip::make_address("192.0.2.1"),
           kOther = boost::asio::ip::make_address("192.0.2.2");

TEST(UnreadAnswers, AreBoundedInAllAndForEachAddress) {
  UnreadAnswers answers({.bytes_max = 10, .bytes_per_address_max = 6});
  auto first = answers.hold(kOne, 5);
  EXPECT_TRUE(first);
  EXPECT_FALSE(answers.hold(kOne, 2));
  const auto of_other = answers.hold(kOther, 5);
  EXPECT_TRUE(of_other);
  EXPECT_FALSE(answers.hold(kOne, 1)) << "all of them";
  first.reset();
  EXPECT_TRUE(answers.hold(kOne, 5));
}

TEST(UnreadAnswers, CountUntilTheLastOwnerIsGone) {
  UnreadAnswers answers({.bytes_max = 1, .bytes_per_address_max = 1});
  auto held = answers.hold(kOne, 1);
  const auto moved = std::move(*held);
  held.reset();
  EXPECT_FALSE(answers.hold(kOther, 1));
}

}  // namespace
}  // namespace caravan::http
