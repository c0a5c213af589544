#include "config/toml_file.hpp"

#include <gmock/gmock.h>

namespace caravan::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> problems_of(std::string_view document) {
  return parse_toml(document, "caravan.toml").problems;
}

TEST(TomlFile, GivesEveryValueWithItsLine) {
  const auto file = parse_toml(
      "roles = [\"auth\", \"chat\"]\n\n[server]\nthreads = 4\nlisten = \"127.0.0.1:0\"\n[guard]\nenabled = "
      "false\n",
      "caravan.toml");
  EXPECT_THAT(file.problems, IsEmpty());
  std::vector<std::string> seen;
  for (const auto& one : file.assignments)
    seen.push_back(one.place + " " + one.name + "=" + one.value);
  EXPECT_THAT(seen, testing::UnorderedElementsAre(
                        "caravan.toml:1 roles=auth,chat", "caravan.toml:4 server.threads=4",
                        "caravan.toml:5 server.listen=127.0.0.1:0", "caravan.toml:7 guard.enabled=false"));
}

TEST(TomlFile, TakesDottedKeysAndPlainBytes) {
  const auto file = parse_toml("server.body_bytes_max = 4096\n", "caravan.toml");
  ASSERT_EQ(file.assignments.size(), 1U);
  EXPECT_EQ(file.assignments[0].name, "server.body_bytes_max");
  EXPECT_EQ(file.assignments[0].value, "4096");
}

TEST(TomlFile, TakesDecimalsWithAndWithoutAFraction) {
  const auto file = parse_toml("prices.reads = 0.06\nprices.writes = 1\n", "caravan.toml");
  ASSERT_EQ(file.assignments.size(), 2U);
  EXPECT_EQ(file.assignments[0].value, "0.06");
  EXPECT_EQ(file.assignments[1].value, "1");
}

TEST(TomlFile, RefusesAValueOfAnotherType) {
  EXPECT_THAT(problems_of("[aggregate]\nwindow = 3\n"),
              ElementsAre("caravan.toml:2: aggregate.window must be a string: 10ms to 1h"));
  EXPECT_THAT(problems_of("[server]\nthreads = 1.5\n"),
              ElementsAre("caravan.toml:2: server.threads must be an integer from 0 to 256"));
  EXPECT_THAT(problems_of("[prices]\nreads = true\n"),
              ElementsAre("caravan.toml:2: prices.reads must be a number from 0 to 1000"));
  EXPECT_THAT(problems_of("[guard]\nenabled = 1\n"),
              ElementsAre("caravan.toml:2: guard.enabled must be true or false"));
  EXPECT_THAT(problems_of("[server]\nproxies = [1]\n"),
              ElementsAre("caravan.toml:2: server.proxies must be an array of strings: a list of networks, "
                          "such as 10.0.0.0/8"));
}

TEST(TomlFile, RefusesAnUnknownSectionOnce) {
  EXPECT_THAT(problems_of("[sevrer]\nthreads = 1\nlisten = \"x\"\n"),
              ElementsAre("caravan.toml:1: unknown section [sevrer]; did you mean [server]?"));
  EXPECT_THAT(problems_of("[server.tls]\non = true\n"),
              ElementsAre("caravan.toml:1: unknown section [server.tls]"));
}

TEST(TomlFile, RefusesASectionThatIsAValue) {
  EXPECT_THAT(problems_of("auth = 3\n"), ElementsAre("caravan.toml:1: auth is a section: write [auth]"));
  EXPECT_THAT(problems_of("[[auth]]\ntoken_ttl = \"1h\"\n"),
              ElementsAre("caravan.toml:1: auth is a section: write [auth]"));
}

TEST(TomlFile, AnUnknownKeyIsLeftToTheLoader) {
  const auto file = parse_toml("[server]\nlistn = 2020-01-01\n", "caravan.toml");
  EXPECT_THAT(file.problems, IsEmpty());
  ASSERT_EQ(file.assignments.size(), 1U);
  EXPECT_EQ(file.assignments[0].name, "server.listn");
}

TEST(TomlFile, AnUnknownKeyMayHoldAnything) {
  for (const auto* const value : {"1.5", "[1]", "[[]]", "1979-05-27", "[{}]"})
    EXPECT_THAT(problems_of(std::string("[server]\nthreds = ") + value + "\n"), IsEmpty()) << value;
}

TEST(TomlFile, SaysWhereTheFormIsBroken) {
  const auto problems = problems_of("[server]\nlisten = \n");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0], testing::StartsWith("caravan.toml:2: "));
}

}  // namespace
}  // namespace caravan::config
