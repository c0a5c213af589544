#include "simulation.hpp"

#include <gtest/gtest.h>
#include <string>

#include "observe/log.hpp"

namespace caravan::simulation {
namespace {

class SimulationTest : public testing::Test {
 protected:
  SimulationTest() { observe::set_log_level(observe::Level::off); }
  ~SimulationTest() override { observe::set_log_level(observe::Level::info); }

  observe::Metrics metrics_;
};

TEST_F(SimulationTest, TheSameSeedGivesTheSameRun) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    EXPECT_EQ(simulate({.seed = seed}, metrics_).trace_hash, simulate({.seed = seed}, metrics_).trace_hash);
}

TEST_F(SimulationTest, AnotherSeedGivesAnotherRun) {
  EXPECT_NE(simulate({.seed = 1}, metrics_).trace_hash, simulate({.seed = 2}, metrics_).trace_hash);
}

TEST_F(SimulationTest, EveryGuaranteeHolds) {
  constexpr std::uint64_t kSeeds = 500;  // ./dev sim --seeds 10000 runs more
  std::size_t messages = 0, crashes = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Options options{.seed = seed};
    const auto outcome = simulate(options, metrics_);
    messages += outcome.messages;
    crashes += outcome.crashes;
    for (const auto& violation : outcome.violations)
      ADD_FAILURE() << "does not hold: " << violation << "\nreplay: ./dev sim --seed " << seed << " --steps "
                    << options.steps << " --trace";
  }
  // A world in which nothing happens keeps every promise.
  EXPECT_GT(messages, 20 * kSeeds);
  EXPECT_GT(crashes, kSeeds / 2);
}

class PlantedBugTest : public SimulationTest,
                       public testing::WithParamInterface<std::pair<Bug, std::string_view>> {};

TEST_P(PlantedBugTest, IsFound) {
  constexpr std::uint64_t kSeeds = 200;
  std::uint64_t seed = 1;
  while (seed <= kSeeds && simulate({.seed = seed, .bug = GetParam().first}, metrics_).violations.empty())
    ++seed;
  EXPECT_LE(seed, kSeeds) << "no seed found the planted bug";
}

INSTANTIATE_TEST_SUITE_P(Kinds, PlantedBugTest, testing::ValuesIn(kBugs),
                         [](const auto& bug) { return std::string(bug.param.second); });

}  // namespace
}  // namespace caravan::simulation
