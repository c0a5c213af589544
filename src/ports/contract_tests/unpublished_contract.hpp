#pragma once

#include <gtest/gtest.h>

#include "ports/contract_tests/factory.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::ports::contract {

class UnpublishedContract : public testing::TestWithParam<Factory<UnpublishedSubject>> {
 protected:
  void SetUp() override;
  Unpublished& one() { return subject_->one(); }
  Unpublished& other() { return subject_->other(); }

 private:
  std::unique_ptr<UnpublishedSubject> subject_;
};

}  // namespace caravan::ports::contract
