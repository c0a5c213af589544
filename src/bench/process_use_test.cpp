#include "bench/process_use.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <unistd.h>

namespace caravan::bench {
namespace {

TEST(ProcessUse, ReadsTimesAndMemoryWhateverTheProgramIsCalled) {
  const auto use = parse_stat(
      "42 (a ) b) S 1 42 42 0 -1 4194560 900 0 3 0 150 50 0 0 20 0 7 0 12345 9000000 2000 "
      "18446744073709551615 1 1 0",
      100, 4096);
  ASSERT_TRUE(use);
  EXPECT_EQ(use->cpu, std::chrono::seconds(2));
  EXPECT_EQ(use->memory_bytes, 2000U * 4096);
}

TEST(ProcessUse, KnowsThisProcessAndNoneThatIsNot) {
  const auto own = use_of_process(::getpid());
  ASSERT_TRUE(own);
  EXPECT_GT(own->memory_bytes, 0U);
  EXPECT_FALSE(use_of_process(std::numeric_limits<int>::max()));
  EXPECT_FALSE(parse_stat("42 (cut) S 1", 100, 4096));
}

}  // namespace
}  // namespace caravan::bench
