#include "config/environment.hpp"

#include <gmock/gmock.h>

namespace caravan::config {
namespace {

using testing::ElementsAre;

std::vector<std::string> names_in(std::vector<const char*> entries) {
  entries.push_back(nullptr);
  std::vector<std::string> names;
  for (const auto& one : read_environment(entries.data()).assignments)
    names.push_back(one.name + "=" + one.value);
  return names;
}

TEST(Environment, TakesTheVariablesWithThePrefix) {
  EXPECT_THAT(names_in({"PATH=/bin", "CARAVAN_LOG_LEVEL=debug", "CARAVAN_DATA_DIR=a=b", "CARAVAN_WEB_ROOT="}),
              ElementsAre("CARAVAN_LOG_LEVEL=debug", "CARAVAN_DATA_DIR=a=b", "CARAVAN_WEB_ROOT="));
}

TEST(Environment, NamesTheFile) {
  const char* const entries[] = {"CARAVAN_CONFIG=caravan.toml", nullptr};
  const auto environment = read_environment(entries);
  EXPECT_EQ(environment.file, "caravan.toml");
  EXPECT_TRUE(environment.assignments.empty());
}

TEST(Environment, PassesOverWhatKubernetesAndTheTestsSet) {
  EXPECT_THAT(names_in({"CARAVAN_SERVICE_HOST=10.1.2.3", "CARAVAN_SERVICE_PORT=3000",
                        "CARAVAN_SERVICE_PORT_HTTP=3000", "CARAVAN_PORT=tcp://10.1.2.3:3000",
                        "CARAVAN_AUTH_PORT_8000_TCP_ADDR=10.1.2.3", "CARAVAN_BIN=build/caravan",
                        "CARAVAN_TEST_SEED=1"}),
              testing::IsEmpty());
}

TEST(Environment, TakesVariablesThatOtherProgramsKnowTooAheadOfItsOwn) {
  EXPECT_THAT(names_in({"CARAVAN_POSTGRES_URL=ours", "DATABASE_URL=shared", "=odd"}),
              ElementsAre("DATABASE_URL=shared", "CARAVAN_POSTGRES_URL=ours"));
}

TEST(Environment, KeepsAnUnknownVariableForTheLoaderToRefuse) {
  EXPECT_THAT(names_in({"CARAVAN_COLOUR=red"}), ElementsAre("CARAVAN_COLOUR=red"));
}

}  // namespace
}  // namespace caravan::config
