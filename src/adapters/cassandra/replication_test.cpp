#include "adapters/cassandra/replication.hpp"

#include <gtest/gtest.h>

namespace caravan::cassandra {
namespace {

TEST(Replication, IsReadAsOptionsAndAsTheServerWriteIt) {
  EXPECT_EQ(fewest_copies("{'class': 'SimpleStrategy', 'replication_factor': 1}"), 1);
  EXPECT_EQ(
      fewest_copies(R"({"class": "org.apache.cassandra.locator.SimpleStrategy", "replication_factor": "3"})"),
      3);
  EXPECT_EQ(fewest_copies("{'replication_factor':'2','class':'SimpleStrategy'}"), 2);
}

TEST(Replication, OfSeveralDatacentersTheOneWithTheFewestCopiesCounts) {
  EXPECT_EQ(fewest_copies("{'class': 'NetworkTopologyStrategy', 'dc1': 3, 'dc2': 1}"), 1);
  EXPECT_EQ(fewest_copies("{'class': 'NetworkTopologyStrategy', 'dc1': '3/1'}"), 3);
}

TEST(Replication, WithoutANumberIsUnknown) {
  EXPECT_EQ(fewest_copies("{'class': 'LocalStrategy'}"), std::nullopt);
  for (const auto* text : {"", "{}", "{,}", ":", "{'a'}", "nonsense"})
    EXPECT_EQ(fewest_copies(text), std::nullopt) << text;
}

}  // namespace
}  // namespace caravan::cassandra
