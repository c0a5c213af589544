#pragma once

#include <gtest/gtest.h>

#include "ports/contract_tests/factory.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::ports::contract {

class FeedContract : public testing::TestWithParam<Factory<FeedSubject>> {
 protected:
  void SetUp() override;
  FeedSubject& feed() { return *subject_; }
  // Messages of one sender in the reader's chat, at the places behind `after`.
  domain::Batch batch(Offset after, std::vector<domain::SharedMessage> messages,
                      domain::UserId reader = domain::UserId{1});
  void expect_whole_from(Offset place);

 private:
  std::unique_ptr<FeedSubject> subject_;
};

}  // namespace caravan::ports::contract
