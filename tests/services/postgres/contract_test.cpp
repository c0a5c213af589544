#include "ports/contract_tests/accounts_contract.hpp"
#include "services/postgres/postgres_fixture.hpp"

namespace caravan::ports::contract {
namespace {

class PostgresAccountsSubject final : public AccountsSubject {
 public:
  Accounts& accounts() override { return accounts_; }

 private:
  postgres::RunningDatabase running_{postgres::patient(postgres::fresh_database())};
  postgres::PostgresAccounts accounts_{running_.database()};
};

Factory<AccountsSubject> postgres_accounts() {
  return {"postgres",
          []() -> std::unique_ptr<AccountsSubject> { return std::make_unique<PostgresAccountsSubject>(); }};
}

INSTANTIATE_TEST_SUITE_P(Postgres, AccountsContract, testing::Values(postgres_accounts()));

}  // namespace
}  // namespace caravan::ports::contract
