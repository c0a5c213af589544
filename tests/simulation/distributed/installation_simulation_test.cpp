#include "distributed/installation_simulation.hpp"

#include <gtest/gtest.h>
#include <string>

#include "observe/log.hpp"

namespace caravan::simulation {
namespace {

class InstallationSimulationTest : public testing::Test {
 protected:
  InstallationSimulationTest() { observe::set_log_level(observe::Level::off); }
  ~InstallationSimulationTest() override { observe::set_log_level(observe::Level::info); }

  observe::Metrics metrics_;
};

TEST_F(InstallationSimulationTest, TheSameSeedGivesTheSameRun) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    EXPECT_EQ(simulate_installation({.seed = seed}, metrics_).trace_hash,
              simulate_installation({.seed = seed}, metrics_).trace_hash);
}

TEST_F(InstallationSimulationTest, EveryPromiseHolds) {
  constexpr std::uint64_t kSeeds = 200;  // the suite runs 10,000
  Outcome all;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto outcome = simulate_installation({.seed = seed}, metrics_);
    all.messages += outcome.messages;
    all.crashes += outcome.crashes;
    all.relayed += outcome.relayed;
    all.orders_judged += outcome.orders_judged;
    for (const auto& violation : outcome.violations)
      ADD_FAILURE() << "seed " << seed << " does not hold: " << violation;
  }
  // An installation in which nothing happens keeps every promise, and so does one in which nobody looks.
  EXPECT_GT(all.messages, 20 * kSeeds);
  EXPECT_GT(all.crashes, kSeeds / 2);
  EXPECT_GT(all.relayed, kSeeds);
  EXPECT_GT(all.orders_judged, 20 * kSeeds);
}

class PlantedBugOfNodesTest : public InstallationSimulationTest,
                              public testing::WithParamInterface<PlantedBug> {};

TEST_P(PlantedBugOfNodesTest, IsFound) {
  constexpr std::uint64_t kSeeds = 500;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    for (const auto& violation :
         simulate_installation({.seed = seed, .bug = GetParam().bug}, metrics_).violations)
      if (violation.starts_with(GetParam().breaks)) return;
  FAIL() << "not found in " << kSeeds << " runs";
}

INSTANTIATE_TEST_SUITE_P(Kinds, PlantedBugOfNodesTest, testing::ValuesIn(kBugsOfNodes),
                         [](const auto& bug) { return std::string(bug.param.name); });

}  // namespace
}  // namespace caravan::simulation
