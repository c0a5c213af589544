#include "config/command_line.hpp"

#include <string>
#include <variant>
#include <vector>

#include "fuzz/fuzz_target.hpp"

// One input as arguments, a line each; lines that start with CARAVAN_ are the environment's.
namespace caravan::fuzz {
namespace {

struct Lines {
  std::vector<std::string> arguments{"caravan"}, environment;

  explicit Lines(std::string_view input) {
    while (!input.empty()) {
      const auto end = input.find('\n');
      std::string line(input.substr(0, end));
      // An argument ends at its first zero byte.
      line.resize(std::min(line.size(), line.find('\0')));
      auto& list = line.starts_with("CARAVAN_") ? environment : arguments;
      list.push_back(std::move(line));
      input.remove_prefix(end == input.npos ? input.size() : end + 1);
    }
  }
};

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const auto& text : texts)
    pointers.push_back(text.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

void check_sources(config::Sources sources) {
  sources.file.reset();  // whatever the machine holds under that name
  const auto loaded = config::load(sources);
  expect(loaded || !loaded.error().lines.empty(), "a refusal has reasons");
}

void check(const config::Exit& exit) {
  expect(exit.code == 0 || exit.code == 2, "an exit code is 0 or 2");
  expect(!exit.text.empty(), "an exit explains itself");
}

template <class Command>
void check(const Command& command) {
  if constexpr (requires { command.sources; }) check_sources(command.sources);
}

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const fuzz::Lines lines(fuzz::text_of(data, size));
  const auto command = config::parse_command_line(static_cast<int>(lines.arguments.size()),
                                                  fuzz::pointers_to(lines.arguments).data(),
                                                  fuzz::pointers_to(lines.environment).data());
  std::visit([](const auto& chosen) { fuzz::check(chosen); }, command);
  return 0;
}
