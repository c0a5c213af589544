#include "config/command_line.hpp"

#include <gmock/gmock.h>

namespace caravan::config {
namespace {

using testing::HasSubstr;

Command parse(std::vector<const char*> arguments, std::vector<const char*> environment = {}) {
  arguments.insert(arguments.begin(), "caravan");
  environment.push_back(nullptr);
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), environment.data());
}

std::vector<std::string> flags_of(const Sources& sources) {
  std::vector<std::string> flags;
  for (const auto& flag : sources.flags)
    flags.push_back(flag.place + " " + flag.name + "=" + flag.value);
  return flags;
}

TEST(CommandLine, ServeKeepsTheFlagsInTheirOrder) {
  const auto serve =
      std::get<Serve>(parse({"serve", "--set", "log.level=warn", "--listen", "127.0.0.1:0", "--data=d",
                             "--roles", "auth,chat", "--log-level", "debug", "--set=web.root=a=b"}));
  EXPECT_THAT(
      flags_of(serve.sources),
      testing::ElementsAre("--set log.level=warn", "--listen server.listen=127.0.0.1:0", "--data data.dir=d",
                           "--roles roles=auth,chat", "--log-level log.level=debug", "--set web.root=a=b"));
  EXPECT_FALSE(serve.sources.file);
}

TEST(CommandLine, TheFlagNamesTheFileBeforeTheEnvironmentDoes) {
  EXPECT_EQ(std::get<Serve>(parse({"serve"}, {"CARAVAN_CONFIG=e.toml"})).sources.file, "e.toml");
  EXPECT_EQ(std::get<Serve>(parse({"serve", "--config", "f.toml"}, {"CARAVAN_CONFIG=e.toml"})).sources.file,
            "f.toml");
}

TEST(CommandLine, PassesTheEnvironmentOn) {
  const auto serve = std::get<Serve>(parse({"serve"}, {"CARAVAN_LOG_LEVEL=warn", "HOME=/"}));
  ASSERT_EQ(serve.sources.environment.size(), 1U);
  EXPECT_EQ(serve.sources.environment[0].name, "CARAVAN_LOG_LEVEL");
}

TEST(CommandLine, Tail) {
  const auto tail = std::get<Tail>(
      parse({"tail", "--data", "d", "chat_messages", "--from", "7", "--follow", "--count", "3"}));
  EXPECT_EQ(tail.topic, "chat_messages");
  EXPECT_EQ(tail.from, 7U);
  EXPECT_TRUE(tail.follow);
  EXPECT_EQ(tail.count, 3U);
  EXPECT_THAT(flags_of(tail.sources), testing::ElementsAre("--data data.dir=d"));

  const auto plain = std::get<Tail>(parse({"tail", "chat_messages"}));
  EXPECT_EQ(plain.from, 0U);
  EXPECT_FALSE(plain.follow);
  EXPECT_FALSE(plain.count);
}

TEST(CommandLine, Bench) {
  const auto plain = std::get<Bench>(parse({"bench", "page"}));
  EXPECT_EQ(plain.load, Bench::Load::page);
  EXPECT_EQ(plain.target, "http://127.0.0.1:3000");
  EXPECT_EQ(plain.in_flight, 64U);
  EXPECT_FALSE(plain.allow_remote);
  EXPECT_TRUE(plain.crowd.empty());
  EXPECT_FALSE(plain.own_ids);
  EXPECT_FALSE(plain.pid);
  EXPECT_FALSE(plain.json);
  EXPECT_EQ(std::get<Bench>(parse({"bench", "page", "--crowd", "team"})).crowd, "team");

  const auto live =
      std::get<Bench>(parse({"bench",       "live",    "--target",  "http://a:1", "--allow-remote",
                             "--in-flight", "2",       "--seconds", "3",          "--warm-up",
                             "4",           "--users", "5",         "--chats",    "6",
                             "--readers",   "7",       "--rate",    "8.5",        "--arrivals",
                             "even",        "--pid",   "9",         "--own-ids",  "--json"}));
  EXPECT_EQ(live.load, Bench::Load::live);
  EXPECT_EQ(live.target, "http://a:1");
  EXPECT_TRUE(live.allow_remote);
  EXPECT_EQ(live.in_flight, 2U);
  EXPECT_EQ(live.seconds, 3U);
  EXPECT_EQ(live.warm_up_seconds, 4U);
  EXPECT_EQ(live.users, 5U);
  EXPECT_EQ(live.chats, 6U);
  EXPECT_EQ(live.readers, 7U);
  EXPECT_EQ(live.rate, 8.5);
  EXPECT_EQ(live.arrivals, Bench::Arrivals::even);
  EXPECT_EQ(live.pid, 9);
  EXPECT_TRUE(live.own_ids);
  EXPECT_TRUE(live.json);
}

TEST(CommandLine, BenchWindows) {
  const auto plain = std::get<BenchWindows>(parse({"bench", "windows"}));
  EXPECT_EQ(plain.seed, 1U);
  EXPECT_EQ(plain.minutes, 120U);
  EXPECT_TRUE(plain.trace.empty());
  EXPECT_FALSE(plain.theory);
  const auto chosen =
      std::get<BenchWindows>(parse({"bench", "windows", "--seed", "2", "--minutes", "3", "--trace", "t",
                                    "--theory", "--set", "aggregate.window=2s"}));
  EXPECT_EQ(chosen.seed, 2U);
  EXPECT_EQ(chosen.minutes, 3U);
  EXPECT_EQ(chosen.trace, "t");
  EXPECT_TRUE(chosen.theory);
  EXPECT_THAT(flags_of(chosen.sources), testing::ElementsAre("--set aggregate.window=2s"));
}

TEST(CommandLine, Migrate) {
  EXPECT_EQ(std::get<Migrate>(parse({"migrate", "--data", "d", "status"})).action, Migrate::Action::status);
  EXPECT_EQ(std::get<Migrate>(parse({"migrate", "up"})).action, Migrate::Action::up);
  const auto down =
      std::get<Migrate>(parse({"migrate", "down", "--to", "1", "--set", "backend.accounts=postgres"}));
  EXPECT_EQ(down.action, Migrate::Action::down);
  EXPECT_EQ(down.target, 1U);
  EXPECT_THAT(flags_of(down.sources), testing::ElementsAre("--set backend.accounts=postgres"));
  EXPECT_FALSE(std::get<Migrate>(parse({"migrate", "down"})).target);
  const auto after = std::get<Migrate>(parse({"migrate", "up", "--data", "d"}));
  EXPECT_THAT(flags_of(after.sources), testing::ElementsAre("--data data.dir=d"));
}

TEST(CommandLine, Cost) {
  const auto bill = std::get<Cost>(parse({"cost"}));
  EXPECT_EQ(bill.url, "http://127.0.0.1:3000");
  EXPECT_FALSE(bill.replay);
  EXPECT_EQ(std::get<Cost>(parse({"cost", "--url", "http://a:1"})).url, "http://a:1");
  const auto replay = std::get<Cost>(parse({"cost", "--replay", "--data", "d", "--set", "prices.reads=1"}));
  EXPECT_TRUE(replay.replay);
  EXPECT_THAT(flags_of(replay.sources), testing::ElementsAre("--data data.dir=d", "--set prices.reads=1"));
  EXPECT_EQ(std::get<Exit>(parse({"cost", "--replay", "--url", "http://a:1"})).code, 2);
}

TEST(CommandLine, Health) {
  EXPECT_EQ(std::get<Health>(parse({"health"})).url, "");
  EXPECT_EQ(std::get<Health>(parse({"health", "--url", "http://a:1"})).url, "http://a:1");
  const auto one =
      std::get<Health>(parse({"health", "--roles", "chat", "--listen", "0.0.0.0:80", "--config", "c"}));
  EXPECT_EQ(one.sources.file, "c");
  EXPECT_THAT(flags_of(one.sources),
              testing::ElementsAre("--roles roles=chat", "--listen server.listen=0.0.0.0:80"));
}

TEST(CommandLine, BackupAndRestore) {
  const auto backup = std::get<Backup>(parse({"backup", "b.db", "--data", "d"}));
  EXPECT_EQ(backup.file, "b.db");
  EXPECT_THAT(flags_of(backup.sources), testing::ElementsAre("--data data.dir=d"));
  EXPECT_EQ(std::get<Restore>(parse({"restore", "b.db"})).file, "b.db");
  EXPECT_EQ(std::get<Exit>(parse({"backup"})).code, 2);
  EXPECT_EQ(std::get<Exit>(parse({"restore"})).code, 2);
}

TEST(CommandLine, Redate) {
  const auto redate = std::get<Redate>(parse({"redate", "--data", "d"}));
  EXPECT_THAT(flags_of(redate.sources), testing::ElementsAre("--data data.dir=d"));
}

TEST(CommandLine, Config) {
  EXPECT_EQ(std::get<ConfigCheck>(parse({"config", "check", "c.toml"})).sources.file, "c.toml");
  EXPECT_EQ(std::get<ConfigShow>(parse({"config", "show", "--config", "c.toml"})).sources.file, "c.toml");
  EXPECT_TRUE(std::holds_alternative<ConfigDoc>(parse({"config", "doc"})));
}

TEST(CommandLine, CheckLooksAtTheFileAlone) {
  const auto check = std::get<ConfigCheck>(parse({"config", "check", "c.toml"}, {"CARAVAN_LOG_LEVEL=loud"}));
  EXPECT_TRUE(check.sources.environment.empty());
}

TEST(CommandLine, Version) {
  EXPECT_TRUE(std::holds_alternative<Version>(parse({"version"})));
  EXPECT_TRUE(std::holds_alternative<Version>(parse({"--version"})));
}

TEST(CommandLine, HelpGoesOutWithSuccess) {
  const auto help = std::get<Exit>(parse({"--help"}));
  EXPECT_EQ(help.code, 0);
  for (const auto* command : {"serve", "migrate", "tail", "bench", "config", "version"})
    EXPECT_THAT(help.text, HasSubstr(command));

  const auto serve = std::get<Exit>(parse({"serve", "--help"}));
  EXPECT_EQ(serve.code, 0);
  for (const auto* part :
       {"--listen", "default auto", "--data", "--roles", "--log-level", "--set", "--config", "Examples:"}) {
    EXPECT_THAT(serve.text, HasSubstr(part));
  }
}

TEST(CommandLine, WhatMakesNoSenseIsRefusedByName) {
  const auto refused = [](std::vector<const char*> arguments) {
    const auto exit = std::get<Exit>(parse(std::move(arguments)));
    EXPECT_EQ(exit.code, 2);
    return exit.text;
  };
  EXPECT_THAT(refused({}), HasSubstr("serve"));
  EXPECT_THAT(refused({"srve"}), HasSubstr("srve"));
  EXPECT_THAT(refused({"serve", "--lisen", "x"}), HasSubstr("--lisen"));
  EXPECT_THAT(refused({"serve", "--set", "log.level"}), HasSubstr("KEY=VALUE"));
  EXPECT_THAT(refused({"tail"}), HasSubstr("TOPIC"));
  EXPECT_THAT(refused({"tail", "chat_messages", "--from", "start"}), HasSubstr("--from"));
  EXPECT_THAT(refused({"bench"}), HasSubstr("LOAD"));
  EXPECT_THAT(refused({"bench", "everything"}), HasSubstr("everything"));
  EXPECT_THAT(refused({"bench", "live", "--arrivals", "late"}), HasSubstr("late"));
  EXPECT_THAT(refused({"bench", "send", "--in-flight", "-1"}), HasSubstr("--in-flight"));
  EXPECT_THAT(refused({"migrate", "sideways"}), HasSubstr("sideways"));
  EXPECT_THAT(refused({"migrate", "down", "--to", "-1"}), HasSubstr("--to"));
  EXPECT_THAT(refused({"config", "check"}), HasSubstr("FILE"));
}

}  // namespace
}  // namespace caravan::config
