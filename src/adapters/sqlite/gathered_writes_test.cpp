#include "adapters/sqlite/gathered_writes.hpp"

#include <gmock/gmock.h>
#include <string>

namespace caravan::sqlite {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class GatheredWritesTest : public testing::Test {
 protected:
  int add(std::int64_t offset, std::string_view bytes) { return writes.add(bytes, offset); }

  std::vector<std::pair<std::int64_t, std::string>> file;
  int failure = 0;
  GatheredWrites writes{[this](std::span<const char> bytes, std::int64_t offset) {
                          if (failure == 0)
                            file.emplace_back(offset, std::string(bytes.begin(), bytes.end()));
                          return failure;
                        },
                        8};
};

TEST_F(GatheredWritesTest, WhatFollowsOneAnotherIsWrittenTogether) {
  EXPECT_EQ(add(10, "ab"), 0);
  EXPECT_EQ(add(12, "cd"), 0);
  EXPECT_THAT(file, IsEmpty());
  EXPECT_EQ(writes.flush(), 0);
  EXPECT_EQ(writes.flush(), 0);
  EXPECT_THAT(file, ElementsAre(Pair(10, "abcd")));
}

TEST_F(GatheredWritesTest, TheOrderIsThatOfTheCallsWhereverTheyWrite) {
  add(10, "ab");
  add(0, "head");
  add(4, "x");
  add(4, "y");
  writes.flush();
  EXPECT_THAT(file, ElementsAre(Pair(10, "ab"), Pair(0, "headx"), Pair(4, "y")));
}

TEST_F(GatheredWritesTest, NoMoreIsKeptBackThanAllowed) {
  add(0, "12345");
  add(5, "6789");
  EXPECT_THAT(file, ElementsAre(Pair(0, "12345")));
  add(9, "longer than all");
  EXPECT_THAT(file, ElementsAre(Pair(0, "12345"), Pair(5, "6789"), Pair(9, "longer than all")));
}

TEST_F(GatheredWritesTest, AFailureIsToldOnceAndWhatFailedIsNotTriedAgain) {
  add(0, "lost");
  failure = 13;
  EXPECT_EQ(writes.flush(), 13);
  EXPECT_EQ(writes.flush(), 0);
  add(4, "lost too");
  EXPECT_EQ(add(0, "elsewhere"), 13);
  failure = 0;
  EXPECT_EQ(writes.flush(), 0);
  EXPECT_THAT(file, IsEmpty());
}

}  // namespace
}  // namespace caravan::sqlite
