#include "wire/percent_encoding.hpp"

#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

TEST(PercentEncoding, DecodesEscapesAndKeepsThePlus) {
  EXPECT_EQ(percent_decode("a%20b%2Fc+d%c3%A9"), "a b/c+d\xc3\xa9");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(PercentEncoding, RefusesBrokenEscapes) {
  for (const auto* text : {"%", "%4", "a%zz", "%4g", "%%41"})
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

TEST(PercentEncoding, TakesThePlusOfAFormForASpace) {
  EXPECT_EQ(form_decode("a+b%2Bc"), "a b+c");
  EXPECT_EQ(form_decode("%"), std::nullopt);
}

}  // namespace
}  // namespace caravan::wire
