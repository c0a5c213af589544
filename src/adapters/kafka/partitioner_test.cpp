#include "adapters/kafka/partitioner.hpp"

#include <gtest/gtest.h>

namespace caravan::kafka {
namespace {

// The vectors of Kafka's own tests (org.apache.kafka.common.utils.UtilsTest), as signed numbers.
TEST(Partitioner, HashesAsKafkasOwnClients) {
  const auto hash = [](std::string_view key) { return static_cast<std::int32_t>(murmur2(key)); };
  EXPECT_EQ(hash("21"), -973932308);
  EXPECT_EQ(hash("foobar"), -790332482);
  EXPECT_EQ(hash("a-little-bit-long-string"), -985981536);
  EXPECT_EQ(hash("a-little-bit-longer-string"), -1486304829);
  EXPECT_EQ(hash("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
  EXPECT_EQ(hash("abc"), 479470107);
}

TEST(Partitioner, ClearsTheSignBeforeItDivides) {
  EXPECT_EQ(partition_of("21", 7), (-973932308 & 0x7fffffff) % 7);
  EXPECT_EQ(partition_of("anything", 1), 0);
}

TEST(Partitioner, TakesAnyBytes) {
  EXPECT_LT(partition_of("", 4), 4);
  EXPECT_LT(partition_of("\xff\xfe\x80", 4), 4);
  EXPECT_GE(partition_of("\xff\xfe\x80", 4), 0);
}

}  // namespace
}  // namespace caravan::kafka
