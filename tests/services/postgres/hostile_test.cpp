#include <gmock/gmock.h>
#include <limits>

#include "services/postgres/postgres_fixture.hpp"

namespace caravan::postgres {
namespace {

using ports::Errc;
using ports::contract::get;
using testing::ElementsAre;
using testing::IsEmpty;

class HostileValues : public testing::Test {
 protected:
  RunningDatabase running_{patient(fresh_database())};
  PostgresAccounts accounts_{running_.database()};
};

TEST_F(HostileValues, SqlInNamesIsText) {
  const std::string name = "x'); DROP TABLE users; --$1\\";
  const std::string word = "x'\"),{\\drop";
  const auto odd = get(accounts_.create({name, "'; DROP TABLE users; --", {word}, {word}}));
  EXPECT_EQ(get(accounts_.credentials(name)).account, odd);
  EXPECT_THAT(get(accounts_.list({.words = {word, word}})), ElementsAre(odd));
  EXPECT_TRUE(get(accounts_.is_taken("other", {"another", word})));
}

TEST_F(HostileValues, TextThatTheDatabaseCannotHoldIsNobodys) {
  get(accounts_.create({"ann", "hash"}));
  for (const std::string& text :
       {std::string("ann\0", 4), std::string("ann\0x", 5), std::string("\xff\xfe")}) {
    EXPECT_EQ(run_to_end(accounts_.create({text, "hash"})).error().code, Errc::invalid);
    EXPECT_EQ(run_to_end(accounts_.create({"ben", text})).error().code, Errc::invalid);
    EXPECT_EQ(run_to_end(accounts_.credentials(text)).error().code, Errc::not_found);
    EXPECT_THAT(get(accounts_.list({.words = {text}})), IsEmpty());
  }
  EXPECT_EQ(get(accounts_.list({})).size(), 1u);
}

TEST_F(HostileValues, LongTextComesBackWhole) {
  const std::string long_hash(3'000'000, 'h');
  get(accounts_.create({"ann", long_hash}));
  EXPECT_EQ(get(accounts_.credentials("ann")).password_hash, long_hash);
  EXPECT_EQ(run_to_end(accounts_.credentials(std::string(3'000'000, 'n'))).error().code, Errc::not_found);
}

TEST_F(HostileValues, NumbersAtTheirLimits) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const auto ann = get(accounts_.create({"ann", "hash"}));
  for (const auto id : {kLeast, std::int64_t{-1}, std::int64_t{0}, kMost})
    EXPECT_EQ(run_to_end(accounts_.find(domain::UserId{id})).error().code, Errc::not_found) << id;
  EXPECT_THAT(get(accounts_.list({.after = domain::UserId{kMost}})), IsEmpty());
  EXPECT_THAT(get(accounts_.list({.after = domain::UserId{kLeast}})), ElementsAre(ann));
  EXPECT_THAT(get(accounts_.list({.count_max = 0})), IsEmpty());
  EXPECT_THAT(get(accounts_.list({.count_max = std::numeric_limits<std::size_t>::max()})), ElementsAre(ann));
}

TEST_F(HostileValues, AnErrorTakesNoOtherCallWithIt) {
  std::atomic<int> created = 0, refused = 0;
  ports::contract::simultaneously(16, [&](int i) {
    const auto name = i % 2 == 0 ? "user " + std::to_string(i) : std::string("\xff");
    const auto result = run_to_end(accounts_.create({name, "hash"}));
    ++(result ? created : refused);
  });
  EXPECT_EQ(created, 8);
  EXPECT_EQ(refused, 8);
}

}  // namespace
}  // namespace caravan::postgres
