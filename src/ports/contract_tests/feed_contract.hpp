#pragma once

#include <gtest/gtest.h>

#include "ports/contract_tests/factory.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::ports::contract {

class FeedContract : public testing::TestWithParam<Factory<FeedSubject>> {
 protected:
  void SetUp() override;
  FeedSubject& feed() { return *subject_; }

 private:
  std::unique_ptr<FeedSubject> subject_;
};

}  // namespace caravan::ports::contract
