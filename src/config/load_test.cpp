#include "config/load.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

#include "config/option.hpp"
#include "config/report.hpp"
#include "config/toml_file.hpp"

namespace caravan::config {
namespace {

using testing::ElementsAre;

class ConfigurationFile {
 public:
  explicit ConfigurationFile(std::string_view content)
      : path_(testing::TempDir() + "caravan-config-" + std::to_string(::getpid()) + ".toml") {
    std::ofstream(path_) << content;
  }
  ~ConfigurationFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Sources with_flag(std::string key, std::string value) {
  return {{}, {}, {{std::move(key), std::move(value), "--set"}}};
}

std::string refusal_of(std::string key, std::string value) {
  const auto loaded = load(with_flag(std::move(key), std::move(value)));
  if (loaded) return "taken";
  return format_list(loaded.error().lines, "\n");
}

TEST(Load, WithoutSourcesGivesTheDefaults) {
  const auto loaded = load({});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->settings.server.listen, "auto");
  EXPECT_EQ(loaded->settings.roles.size(), 7U);
  EXPECT_TRUE(loaded->places.empty());
}

TEST(Load, FileOverridesDefaultEnvironmentOverridesFileFlagOverridesEnvironment) {
  const ConfigurationFile file("[server]\nthreads = 1\nconnections_max = 1\nbody_bytes_max = \"1KiB\"\n");
  const auto loaded = load({file.path(),
                            {{"CARAVAN_SERVER_CONNECTIONS_MAX", "2", "CARAVAN_SERVER_CONNECTIONS_MAX"},
                             {"CARAVAN_SERVER_BODY_BYTES_MAX", "2KiB", "CARAVAN_SERVER_BODY_BYTES_MAX"}},
                            {{"server.body_bytes_max", "3KiB", "--set"}}});
  ASSERT_TRUE(loaded) << format_list(loaded.error().lines, "\n");
  EXPECT_EQ(loaded->settings.server.threads, 1U);
  EXPECT_EQ(loaded->settings.server.connections_max, 2U);
  EXPECT_EQ(loaded->settings.server.body_bytes_max, 3'072U);
  EXPECT_EQ(loaded->places.at("server.threads"), file.path() + ":2");
  EXPECT_EQ(loaded->places.at("server.connections_max"), "CARAVAN_SERVER_CONNECTIONS_MAX");
  EXPECT_EQ(loaded->places.at("server.body_bytes_max"), "--set");
}

TEST(Load, AVariableThatOtherProgramsKnowTooIsWeakerThanOurs) {
  const Assignment shared{"DATABASE_URL", "postgresql://shared", "DATABASE_URL"};
  const auto alone = load({{}, {shared}, {}});
  EXPECT_EQ(alone->settings.postgres.url, "postgresql://shared");
  EXPECT_EQ(alone->places.find("postgres.url")->second, "DATABASE_URL");
  const Assignment ours{"CARAVAN_POSTGRES_URL", "postgresql://ours", "CARAVAN_POSTGRES_URL"};
  EXPECT_EQ(load({{}, {shared, ours}, {}})->settings.postgres.url, "postgresql://ours");
}

TEST(Load, TheLastFlagWins) {
  const auto loaded = load({{}, {}, {{"log.level", "warn", "--log-level"}, {"log.level", "debug", "--set"}}});
  EXPECT_EQ(loaded->settings.log.level, LogLevel::debug);
}

TEST(Load, NamesEveryProblemAtOnce) {
  const auto loaded = load({{},
                            {{"CARAVAN_SERVER_LISTN", "x", "CARAVAN_SERVER_LISTN"}},
                            {{"server.threads", "many", "--set"}, {"colour", "red", "--set"}}});
  ASSERT_FALSE(loaded);
  EXPECT_THAT(
      loaded.error().lines,
      ElementsAre(
          R"(CARAVAN_SERVER_LISTN: unknown variable "CARAVAN_SERVER_LISTN"; did you mean "CARAVAN_SERVER_LISTEN"?)",
          R"(--set: server.threads = "many" must be a whole number from 0 to 256)",
          R"(--set: unknown key "colour"; "caravan config doc" lists what there is)"));
}

TEST(Load, RefusesABadValueOfEveryKindWithWhatIsAllowed) {
  EXPECT_EQ(refusal_of("server.threads", "257"), R"(--set: server.threads = "257" must be from 0 to 256)");
  EXPECT_EQ(refusal_of("server.threads", "-1"),
            R"(--set: server.threads = "-1" must be a whole number from 0 to 256)");
  EXPECT_EQ(
      refusal_of("aggregate.window", "3"),
      R"(--set: aggregate.window = "3" must be a number and a unit (ms, s, m, h or d) from 10ms to 1h)");
  EXPECT_EQ(refusal_of("aggregate.window", "2h"),
            R"(--set: aggregate.window = "2h" must be from 10ms to 1h)");
  EXPECT_EQ(
      refusal_of("server.body_bytes_max", "64kb"),
      R"(--set: server.body_bytes_max = "64kb" must be a number and a unit (B, KiB, MiB or GiB) from 1KiB to 64MiB)");
  EXPECT_EQ(refusal_of("guard.send_per_user", "often"),
            R"(--set: guard.send_per_user = "often" must be a count and a time, such as 5/30m or 1/s)");
  EXPECT_EQ(refusal_of("prices.reads", "0,03"),
            R"(--set: prices.reads = "0,03" must be a number such as 0.5 from 0 to 1000)");
  EXPECT_EQ(refusal_of("guard.enabled", "yes"), R"(--set: guard.enabled = "yes" must be true or false)");
  EXPECT_EQ(refusal_of("auth.algorithm", "none"),
            R"(--set: auth.algorithm = "none" must be hs256, rs256 or eddsa)");
  EXPECT_EQ(
      refusal_of("server.proxies", "10.0.0.0/8,proxy"),
      R"(--set: server.proxies = "10.0.0.0/8,proxy" holds "proxy", but each item must be a network, such as 10.0.0.0/8 or ::1/128)");
  EXPECT_EQ(
      refusal_of("server.listen", "3000"),
      R"(--set: server.listen = "3000" must be HOST:PORT with an IP address or localhost, such as 127.0.0.1:3000, [::1]:3000 or 0.0.0.0:80)");
  EXPECT_EQ(
      refusal_of("roles", "auth,cook"),
      R"(--set: roles = "auth,cook" must be all, or a list of auth, chat, live, fan-out, aggregate, publish or web)");
}

TEST(Load, ReadsRolesInAnyOrderWithoutRepeats) {
  EXPECT_THAT(load(with_flag("roles", "web, auth,web"))->settings.roles, ElementsAre(Role::auth, Role::web));
  EXPECT_EQ(load(with_flag("roles", "all"))->settings.roles.size(), 7U);
  EXPECT_NE(refusal_of("roles", ""), "taken");
}

TEST(Load, AFileThatCannotBeReadIsAProblem) {
  const auto loaded = load({"/nonexistent/caravan.toml", {}, {}});
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().lines,
              ElementsAre("/nonexistent/caravan.toml: cannot be read: No such file or directory"));
}

// What an operator copies from `config show` must start the same server.
TEST(Options, EveryOneTakesBackWhatItPrintsFromFlagEnvironmentAndFile) {
  const Settings defaults;
  for (const auto& option : options()) {
    const std::string text = option.text(defaults);
    EXPECT_EQ(refusal_of(option.key, text), "taken") << option.key;
    EXPECT_TRUE(load({{}, {{option.variable(), text, option.variable()}}, {}})) << option.key;
  }
  const auto file = parse_toml(effective_settings(*load({})), "shown.toml");
  EXPECT_TRUE(file.problems.empty()) << format_list(file.problems, "\n");
  ASSERT_EQ(file.assignments.size(), options().size());
  for (const auto& assignment : file.assignments) {
    EXPECT_EQ(assignment.value == "auth,chat,live,fan-out,aggregate,publish,web" ? "all" : assignment.value,
              find_option(assignment.name)->text(defaults));
  }
}

TEST(Options, EveryOneSaysWhatItIs) {
  for (const auto& option : options()) {
    EXPECT_FALSE(option.help.empty()) << option.key;
    EXPECT_EQ(option.help.back(), '.') << option.key;
    EXPECT_FALSE(option.used_by.empty()) << option.key;
    EXPECT_FALSE(option.allowed.empty()) << option.key;
    EXPECT_FALSE(section_help(option.section).empty()) << option.section;
  }
}

}  // namespace
}  // namespace caravan::config
