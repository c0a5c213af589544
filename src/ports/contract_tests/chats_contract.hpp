#pragma once

#include <gtest/gtest.h>

#include "ports/contract_tests/factory.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::ports::contract {

class ChatsContract : public testing::TestWithParam<Factory<StoreSubject>> {
 protected:
  void SetUp() override;
  StoreSubject& store() { return *subject_; }

 private:
  std::unique_ptr<StoreSubject> subject_;
};

}  // namespace caravan::ports::contract
