#include "adapters/postgres/sqlstate.hpp"

#include <gtest/gtest.h>

namespace caravan::postgres {
namespace {

using ports::Errc;

TEST(Sqlstate, TellsWhatTheRequestIsFromWhatTheServerCannotDo) {
  EXPECT_EQ(errc_of("23505"), Errc::conflict);  // unique_violation
  EXPECT_EQ(errc_of("23502"), Errc::invalid);   // not_null_violation
  EXPECT_EQ(errc_of("22021"), Errc::invalid);   // character_not_in_repertoire
  for (const auto* state :
       {"57014", "57P01", "53300", "53100", "40001", "40P01", "25006", "42P01", "58030", "XX000"})
    EXPECT_EQ(errc_of(state), Errc::unavailable) << state;
}

TEST(Sqlstate, KnowsWhatANewSessionMends) {
  EXPECT_TRUE(asks_for_a_new_session("26000"));
  EXPECT_TRUE(asks_for_a_new_session("25006"));
  EXPECT_FALSE(asks_for_a_new_session("57014"));
  EXPECT_FALSE(asks_for_a_new_session("23505"));
}

}  // namespace
}  // namespace caravan::postgres
