#pragma once

#include <gtest/gtest.h>

#include "ports/contract_tests/factory.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::ports::contract {

class AccountsContract : public testing::TestWithParam<Factory<AccountsSubject>> {
 protected:
  void SetUp() override;
  Accounts& accounts() { return subject_->accounts(); }

 private:
  std::unique_ptr<AccountsSubject> subject_;
};

}  // namespace caravan::ports::contract
