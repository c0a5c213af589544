#include "command_line.hpp"

#include <charconv>
#include <limits>

namespace caravan::simulation {

namespace {

template <class Number>
bool read(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read(std::string_view text, Bug& value) {
  const auto bug = bug_named(text);
  if (bug) value = *bug;
  return bug.has_value();
}

bool read_flag(std::string_view name, Arguments& arguments) {
  if (name == "--trace")
    arguments.run.print = true;
  else if (name == "--faults-at-rest")
    arguments.run.faults_at_rest = true;
  else if (name == "--installation")
    arguments.run.installation = true;
  else if (name == "--long")
    arguments.seeds = std::numeric_limits<std::uint64_t>::max();
  else
    return false;
  return true;
}

bool read_value(std::string_view name, std::string_view text, Arguments& arguments) {
  if (name == "--seed") return read(text, arguments.run.seed);
  if (name == "--seeds") return read(text, arguments.seeds);
  if (name == "--steps") return read(text, arguments.run.steps);
  if (name == "--threads") return read(text, arguments.threads);
  if (name == "--bug") return read(text, arguments.run.bug);
  return false;
}

}  // namespace

std::optional<Arguments> parse(const std::vector<std::string_view>& words) {
  Arguments arguments;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (read_flag(*word, arguments)) continue;
    const auto name = *word;
    if (++word == words.end() || !read_value(name, *word, arguments)) return std::nullopt;
  }
  return arguments;
}

std::string usage() {
  std::string text =
      "Usage: ./dev sim [--seed N] [--seeds COUNT | --long] [--steps M] [--threads T] [--trace] [--bug "
      "NAME]\n"
      "                 [--faults-at-rest | --installation]\n"
      "Runs COUNT seeds from N on; --long runs until it is stopped or a guarantee breaks. With "
      "--faults-at-rest\n"
      "nothing goes wrong while a handler is ready. --installation: several nodes on shared stores, instead "
      "of "
      "one\n"
      "process. Bugs to plant:\n";
  for (const auto& planted : kBugs)
    text.append("  ").append(planted.name).append("\n");
  text.append("and with --installation:\n");
  for (const auto& planted : kBugsOfNodes)
    text.append("  ").append(planted.name).append("\n");
  return text;
}

std::string replay_command(const Options& options) {
  std::string command = "./dev sim --seed " + std::to_string(options.seed) + " --steps " +
                        std::to_string(options.steps) + " --trace";
  if (options.bug != Bug::none) command.append(" --bug ").append(name_of(options.bug));
  if (options.faults_at_rest) command.append(" --faults-at-rest");
  if (options.installation) command.append(" --installation");
  return command;
}

}  // namespace caravan::simulation
