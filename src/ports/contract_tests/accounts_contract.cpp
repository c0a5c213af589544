#include "ports/contract_tests/accounts_contract.hpp"

#include <atomic>
#include <gmock/gmock.h>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

using testing::ElementsAre;
using testing::IsEmpty;

void AccountsContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AccountsContract);

TEST_P(AccountsContract, CreatesWithGrowingIds) {
  const auto ann = get(accounts().create({"ann", "hash a"}));
  const auto ben = get(accounts().create({"ben", "hash b"}));
  EXPECT_GE(ann.id.value, 1);
  EXPECT_LT(ann.id, ben.id);
  EXPECT_EQ(ann.username, "ann");
}

TEST_P(AccountsContract, RefusesATakenNameAndKeepsTheFirst) {
  const auto first = get(accounts().create({"ann", "hash"}));
  EXPECT_EQ(runtime::run_to_end(accounts().create({"ann", "other"})).error().code, Errc::conflict);
  EXPECT_EQ(get(accounts().credentials("ann")).password_hash, "hash");
  EXPECT_THAT(get(accounts().list({})), ElementsAre(first));
}

TEST_P(AccountsContract, OneOfManyWhoCreateTheSameNameAtOnceGetsIt) {
  std::atomic<int> created = 0, refused = 0;
  simultaneously(8, [&](int) {
    const auto result = runtime::run_to_end(accounts().create({"ann", "hash"}));
    if (result) ++created;
    if (!result && result.error().code == Errc::conflict) ++refused;
  });
  EXPECT_EQ(created, 1);
  EXPECT_EQ(refused, 7);
}

TEST_P(AccountsContract, ComparesNamesByteByByte) {
  get(accounts().create({"ann", "small"}));
  get(accounts().create({"Ann", "capital"}));
  EXPECT_EQ(get(accounts().credentials("Ann")).password_hash, "capital");
  EXPECT_EQ(runtime::run_to_end(accounts().credentials("ANN")).error().code, Errc::not_found);
}

TEST_P(AccountsContract, FindsByIdAndByName) {
  const auto zoe = get(accounts().create({"zoë 🐪", "$argon2id$…"}));
  EXPECT_EQ(get(accounts().find(zoe.id)), zoe);
  const auto credentials = get(accounts().credentials("zoë 🐪"));
  EXPECT_EQ(credentials.account, zoe);
  EXPECT_EQ(credentials.password_hash, "$argon2id$…");
}

TEST_P(AccountsContract, SaysNotFoundForStrangers) {
  EXPECT_EQ(runtime::run_to_end(accounts().credentials("nobody")).error().code, Errc::not_found);
  EXPECT_EQ(runtime::run_to_end(accounts().find(domain::UserId{7})).error().code, Errc::not_found);
}

TEST_P(AccountsContract, ListsInPagesByAscendingId) {
  std::vector<domain::Account> all;
  for (const auto* name : {"eve", "ann", "ben"})
    all.push_back(get(accounts().create({name, "hash"})));
  EXPECT_THAT(get(accounts().list({.count_max = 2})), ElementsAre(all[0], all[1]));
  EXPECT_THAT(get(accounts().list({.after = all[1].id, .count_max = 2})), ElementsAre(all[2]));
  EXPECT_THAT(get(accounts().list({.after = all[2].id})), IsEmpty());
}

TEST_P(AccountsContract, RefusesATakenLikenessWholly) {
  get(accounts().create({"Mark", "hash", {"mark", "rnark"}, {"mark"}}));
  EXPECT_EQ(runtime::run_to_end(accounts().create({"rnark", "hash", {"rnark"}, {"rnark"}})).error().code,
            Errc::conflict);
  EXPECT_EQ(runtime::run_to_end(accounts().credentials("rnark")).error().code, Errc::not_found);
  EXPECT_THAT(get(accounts().list({.words = {"rnark"}})), IsEmpty());
  get(accounts().create({"Marc", "hash", {"marc"}, {"marc"}}));
}

TEST_P(AccountsContract, OneOfManyWhoseNamesLookAlikeGetsItAtOnce) {
  std::atomic<int> created = 0, refused = 0;
  simultaneously(8, [&](int i) {
    const auto result =
        runtime::run_to_end(accounts().create({"ann" + std::to_string(i), "hash", {"ann"}, {"ann"}}));
    if (result) ++created;
    if (!result && result.error().code == Errc::conflict) ++refused;
  });
  EXPECT_EQ(created, 1);
  EXPECT_EQ(refused, 7);
}

TEST_P(AccountsContract, SaysWhetherANameOrALikenessIsTaken) {
  get(accounts().create({"Mark", "hash", {"mark"}, {"mark"}}));
  EXPECT_TRUE(get(accounts().is_taken("Mark", {})));
  EXPECT_TRUE(get(accounts().is_taken("Marc", {"marc", "mark"})));
  EXPECT_FALSE(get(accounts().is_taken("Marc", {"marc"})));
}

TEST_P(AccountsContract, FindsByTheBeginningsOfWords) {
  const auto ada = get(accounts().create({"Ada Lovelace", "hash", {}, {"ada", "lovelace"}}));
  const auto adam = get(accounts().create({"Adam", "hash", {}, {"adam"}}));
  const auto love = get(accounts().create({"Lovis Ad", "hash", {}, {"ad", "lovis"}}));
  EXPECT_THAT(get(accounts().list({.words = {"ad"}})), ElementsAre(ada, adam, love));
  EXPECT_THAT(get(accounts().list({.words = {"ad"}, .after = ada.id, .count_max = 1})), ElementsAre(adam));
  EXPECT_THAT(get(accounts().list({.words = {"lov", "ad"}})), ElementsAre(ada, love));
  EXPECT_THAT(get(accounts().list({.words = {"love", "ada", "l"}})), ElementsAre(ada));
  EXPECT_THAT(get(accounts().list({.words = {"da"}})), IsEmpty());
  EXPECT_THAT(get(accounts().list({.words = {"ad", "zoe"}})), IsEmpty());
}

TEST_P(AccountsContract, TakesPatternCharactersInASearchAsTheyAre) {
  get(accounts().create({"plain", "hash", {}, {"plain"}}));
  const auto odd = get(accounts().create({"odd", "hash", {}, {"%", "\"{,", "_", "\\"}}));
  for (const auto* part : {"%", "_", "\\", "\"{,"}) {
    EXPECT_THAT(get(accounts().list({.words = {part}})), ElementsAre(odd)) << part;
    EXPECT_THAT(get(accounts().list({.words = {"%", part}})), ElementsAre(odd)) << part;
  }
}

TEST_P(AccountsContract, SessionEpochsBeginAtZeroAndAreRaisedOneByOneForEachAccount) {
  const auto ann = get(accounts().create({"ann", "hash"})).id,
             ben = get(accounts().create({"ben", "hash"})).id;
  EXPECT_EQ(get(accounts().session_epoch(ann)), 0);
  EXPECT_EQ(get(accounts().raise_session_epoch(ann)), 1);
  EXPECT_EQ(get(accounts().raise_session_epoch(ann)), 2);
  EXPECT_EQ(get(accounts().session_epoch(ann)), 2);
  EXPECT_EQ(get(accounts().session_epoch(ben)), 0);
}

TEST_P(AccountsContract, NoTwoWhoRaiseASessionEpochAtOnceGetTheSame) {
  const auto ann = get(accounts().create({"ann", "hash"})).id;
  std::atomic<std::int64_t> sum = 0;
  simultaneously(8, [&](int) { sum += get(accounts().raise_session_epoch(ann)); });
  EXPECT_EQ(sum, 36);
  EXPECT_EQ(get(accounts().session_epoch(ann)), 8);
}

TEST_P(AccountsContract, StrangersHaveNoSessionEpoch) {
  EXPECT_EQ(runtime::run_to_end(accounts().session_epoch(domain::UserId{7})).error().code, Errc::not_found);
  EXPECT_EQ(runtime::run_to_end(accounts().raise_session_epoch(domain::UserId{7})).error().code,
            Errc::not_found);
}

}  // namespace caravan::ports::contract
