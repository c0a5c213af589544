#pragma once

#include <gtest/gtest.h>

#include "ports/contract_tests/factory.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::ports::contract {

class InboxContract : public testing::TestWithParam<Factory<LogSubject>> {
 protected:
  void SetUp() override;
  LogSubject& log() { return *subject_; }

 private:
  std::unique_ptr<LogSubject> subject_;
};

}  // namespace caravan::ports::contract
