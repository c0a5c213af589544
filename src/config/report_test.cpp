#include "config/report.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

#include "config/toml_file.hpp"

namespace caravan::config {
namespace {

using testing::HasSubstr;

TEST(Documentation, HasARowForEveryOption) {
  const auto text = documentation();
  for (const auto& option : options())
    EXPECT_THAT(text, HasSubstr("\n| `" + option.key + "` | ")) << option.key;
}

TEST(Documentation, IsTheCommittedPage) {
  std::ifstream page(CARAVAN_CONFIGURATION_PAGE);
  const std::string committed{std::istreambuf_iterator<char>(page), std::istreambuf_iterator<char>()};
  EXPECT_EQ(committed, documentation())
      << "the option table has changed: build/caravan config doc > docs/configuration.md";
}

TEST(EffectiveSettings, SayWhereEachValueCameFrom) {
  const auto loaded =
      load({{}, {{"CARAVAN_LOG_LEVEL", "warn", "CARAVAN_LOG_LEVEL"}}, {{"server.threads", "2", "--set"}}});
  const auto text = effective_settings(*loaded);
  EXPECT_THAT(text, HasSubstr("\n[server]\nlisten = \"auto\"  # default\nthreads = 2  # --set\n"));
  EXPECT_THAT(text, HasSubstr("\nlevel = \"warn\"  # CARAVAN_LOG_LEVEL\n"));
  EXPECT_THAT(text, HasSubstr("\nexempt_networks = []  # default\n"));
}

TEST(EffectiveSettings, EscapeText) {
  const auto loaded = load({{}, {}, {{"data.dir", R"(a"b\c)", "--data"}}});
  EXPECT_THAT(effective_settings(*loaded), HasSubstr(R"(dir = "a\"b\\c"  # --data)"));
}

TEST(EffectiveSettings, EscapeControlCharactersSoThatTheyCanBeReadAgain) {
  const auto loaded = load({{}, {}, {{"data.dir", "a\nb\x7f", "--data"}}});
  const auto text = effective_settings(*loaded);
  EXPECT_THAT(text, HasSubstr(R"(dir = "a\u000Ab\u007F"  # --data)"));
  EXPECT_TRUE(parse_toml(text, "caravan.toml").problems.empty());
}

TEST(EffectiveSettings, MaskSecrets) {
  Option secret;
  secret.key = "password";
  secret.secret = true;
  secret.text = [](const Settings&) { return "hunter2"; };
  EXPECT_EQ(effective_settings({}, {&secret, 1}), "password = \"********\"  # default\n");
}

}  // namespace
}  // namespace caravan::config
