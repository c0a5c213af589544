#include "identity/token_issuer.hpp"

#include <auth_validator/validator.hpp>
#include <gtest/gtest.h>

#include "runtime/manual_clock.hpp"

namespace caravan::identity {
namespace {

TEST(TokenIssuer, SpeaksForAnAccountUntilItsLifetimeEnds) {
  runtime::ManualClock clock;
  const TokenIssuer issuer(auth_validator::Issuer::hs256("an hs256 secret of 32 bytes or so"),
                           {.lifetime = std::chrono::minutes(5)}, clock);
  const auth_validator::Validator validator(issuer.verification_keys(),
                                            {.now = [&] { return clock.wall(); }});
  const std::string token = issuer.issue({domain::UserId{42}, "ada"});

  const auto validation = validator.validate(token);
  const auto* identity = std::get_if<auth_validator::Identity>(&validation);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->user_id, "42");
  EXPECT_EQ(identity->expires_at, clock.wall() + std::chrono::minutes(5));

  clock.advance(std::chrono::minutes(5));
  EXPECT_EQ(std::get<auth_validator::Failure>(validator.validate(token)), auth_validator::Failure::expired);
}

}  // namespace
}  // namespace caravan::identity
