#include "command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <sstream>

#include "observe/log.hpp"

namespace caravan::simulation {
namespace {

using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::Not;

// As the shell would hand it over to `./dev sim`.
std::optional<Arguments> parse_command(const std::string& command) {
  std::istringstream text(command);
  std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
  if (words.size() < 2 || words[0] != "./dev" || words[1] != "sim") return std::nullopt;
  return parse({words.begin() + 2, words.end()});
}

TEST(SimulateCommandLine, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(parse({"--sed", "1"}));
  EXPECT_FALSE(parse({"--seed"}));
  EXPECT_FALSE(parse({"--seed", "one"}));
  EXPECT_FALSE(parse({"--bug", "a_new_one"}));
}

TEST(SimulateCommandLine, AnInstallationIsReplayedAsOne) {
  const Options options{.seed = 7, .bug = Bug::noted_forgotten, .installation = true};
  const auto replayed = parse_command(replay_command(options));
  ASSERT_TRUE(replayed) << replay_command(options);
  EXPECT_TRUE(replayed->run.installation);
  EXPECT_EQ(replayed->run.bug, Bug::noted_forgotten);
}

TEST(SimulateCommandLine, LongHasNoEnd) {
  EXPECT_EQ(parse({"--long"})->seeds, std::numeric_limits<std::uint64_t>::max());
}

// Of each kind of failure: what was found must be found again from the line that is printed.
TEST(ReplayCommand, DoesTheSameRunAgain) {
  // The rarest bug shows itself in one run of a hundred: a crash must tear just the commit that matters.
  constexpr std::uint64_t kSeeds = 1000;
  observe::set_log_level(observe::Level::off);
  observe::Metrics metrics, others;
  for (const auto& [bug, name, breaks] : kBugs) {
    Options options{.seed = 1, .steps = 2500, .bug = bug};
    auto failed = simulate(options, metrics);
    while (failed.violations.empty() && options.seed < kSeeds) {
      ++options.seed;
      options.faults_at_rest = options.seed % 2 == 0;
      failed = simulate(options, metrics);
    }
    ASSERT_THAT(failed.violations, Not(IsEmpty())) << name;

    auto replayed = parse_command(replay_command(options));
    ASSERT_TRUE(replayed) << replay_command(options);
    EXPECT_TRUE(replayed->run.print);
    EXPECT_EQ(replayed->seeds, 1u);
    replayed->run.print = false;
    const auto again = simulate(replayed->run, others);
    EXPECT_EQ(again.trace_hash, failed.trace_hash) << name;
    EXPECT_THAT(again.violations, ElementsAreArray(failed.violations)) << name;
  }
  observe::set_log_level(observe::Level::info);
}

}  // namespace
}  // namespace caravan::simulation
