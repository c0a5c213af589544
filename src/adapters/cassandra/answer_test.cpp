#include "adapters/cassandra/answer.hpp"

#include <gtest/gtest.h>

namespace caravan::cassandra {
namespace {

using ports::Errc;

TEST(ErrcOf, WhatWasNotSentOrNotTakenWasNotDone) {
  for (const auto effect : {Effect::read, Effect::write}) {
    EXPECT_EQ(errc_of(CQL_NO_CONNECTION, effect), Errc::unavailable);
    EXPECT_EQ(errc_of(CQL_UNAVAILABLE, effect), Errc::unavailable);
    EXPECT_EQ(errc_of(CQL_OVERLOADED, effect), Errc::overloaded);
    EXPECT_EQ(errc_of(CQL_INVALID, effect), Errc::invalid);
  }
}

TEST(ErrcOf, AWriteWithoutAnAnswerMayHaveBeenDone) {
  for (const auto code : {CQL_FAILED, CQL_CLIENT_TIMEOUT, CQL_WRITE_TIMEOUT, CQL_READ_TIMEOUT,
                          CQL_BROKEN_CONNECTION, CQL_DROPPED}) {
    EXPECT_EQ(errc_of(code, Effect::write), Errc::uncertain) << code;
    EXPECT_EQ(errc_of(code, Effect::read), Errc::unavailable) << code;
  }
}

}  // namespace
}  // namespace caravan::cassandra
