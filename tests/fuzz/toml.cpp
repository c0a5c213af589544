#include <string>

#include "config/load.hpp"
#include "config/report.hpp"
#include "config/toml_file.hpp"
#include "fuzz/fuzz_target.hpp"

// One input as a configuration file. Settings that are taken can be shown, and what is shown gives the same
// settings.
namespace caravan::fuzz {
namespace {

boost::system::result<config::Loaded, config::Problems> load(std::string_view document) {
  auto file = config::parse_toml(document, "caravan.toml");
  if (!file.problems.empty()) return config::Problems{std::move(file.problems)};
  return config::load({.file = std::nullopt, .environment = {}, .flags = std::move(file.assignments)});
}

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const auto loaded = fuzz::load(fuzz::text_of(data, size));
  if (!loaded) {
    fuzz::expect(!loaded.error().lines.empty(), "a refusal has reasons");
    return 0;
  }
  const auto again = fuzz::load(config::effective_settings(*loaded));
  fuzz::expect(again.has_value(), "settings that are shown can be read");
  for (const auto& option : config::options())
    fuzz::expect(option.secret || option.text(again->settings) == option.text(loaded->settings),
                 "settings that are shown are those in effect");
  return 0;
}
