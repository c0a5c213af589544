#include "identity/directory.hpp"

#include "identity/accounts_fixture.hpp"
#include "runtime/run_to_end.hpp"
#include "text/search_words.hpp"

namespace caravan::identity {
namespace {

using domain::Account;
using domain::UserId;
using runtime::run_to_end;

class DirectoryTest : public AccountsFixture {
 protected:
  void SetUp() override {
    for (const char* name : {"ada", "Zo\u00eb", "Adam"})
      ASSERT_TRUE(run_to_end(accounts.create({name, "hash", {}, text::name_words(name)})));
  }
  std::vector<Account> list(Directory::Query query) { return *run_to_end(directory.list(std::move(query))); }

  const Account ada{UserId{1}, "ada"}, zoe{UserId{2}, "Zo\u00eb"}, adam{UserId{3}, "Adam"};
  Directory directory{accounts};
};

TEST_F(DirectoryTest, FindsOnePerson) {
  EXPECT_EQ(*run_to_end(directory.find(UserId{2})), zoe);
  EXPECT_EQ(run_to_end(directory.find(UserId{4})).error().code, ports::Errc::not_found);
}

TEST_F(DirectoryTest, ListsPageByPage) {
  EXPECT_EQ(list({.count_max = 2}), (std::vector{ada, zoe}));
  EXPECT_EQ(list({.after = UserId{2}, .count_max = 2}), std::vector{adam});
}

TEST_F(DirectoryTest, SearchesWordsByTheirBeginningsWhateverTheCaseAndTheAccents) {
  EXPECT_EQ(list({.text = "AD"}), (std::vector{ada, adam}));
  EXPECT_EQ(list({.text = "zoe"}), std::vector{zoe});
  EXPECT_EQ(list({.text = "ad", .after = ada.id}), std::vector{adam});
  EXPECT_TRUE(list({.text = "da"}).empty());
  EXPECT_TRUE(list({.text = "\xff"}).empty());
}

TEST_F(DirectoryTest, KeepsAPageBounded) {
  for (int i = 0; i < 250; ++i)
    run_to_end(accounts.create({"user " + std::to_string(i), "hash"}));
  EXPECT_EQ(list({.count_max = 1'000'000}).size(), directory_page_max);
}

}  // namespace
}  // namespace caravan::identity
