#include "config/load.hpp"

#include <algorithm>
#include <stdexcept>

#include "config/option.hpp"
#include "config/toml_file.hpp"

namespace caravan::config {
namespace {

class Loader {
 public:
  // The file and the flags name options by key.
  void by_key(const Assignment& assignment) {
    if (const Option* const option = find_option(assignment.name)) return set(*option, assignment);
    std::vector<std::string_view> keys;
    for (const auto& option : options())
      keys.push_back(option.key);
    unknown(assignment, "key", closest(assignment.name, keys));
  }

  void by_variable(const Assignment& assignment) {
    std::vector<std::string> variables;
    for (const auto& option : options()) {
      if (option.variable() == assignment.name || option.shared_variable == assignment.name)
        return set(option, assignment);
      variables.push_back(option.variable());
    }
    unknown(assignment, "variable", closest(assignment.name, {variables.begin(), variables.end()}));
  }

  void problem(std::string line) { problems_.lines.push_back(std::move(line)); }

  boost::system::result<Loaded, Problems> finish() && {
    if (!problems_.lines.empty()) return std::move(problems_);
    return std::move(loaded_);
  }

 private:
  void set(const Option& option, const Assignment& assignment) {
    const auto refusal = option.set(loaded_.settings, assignment.value);
    if (!refusal) {
      loaded_.places[option.key] = assignment.place;
      return;
    }
    const std::string shown = option.secret ? "" : " = \"" + assignment.value + "\"";
    problem(assignment.place + ": " + option.key + shown + " " + refusal->reason);
  }

  void unknown(const Assignment& assignment, std::string_view what, std::string_view suggestion) {
    std::string line = assignment.place + ": unknown " + std::string(what) + " \"" + assignment.name + "\"; ";
    if (suggestion.empty()) {
      line += "\"caravan config doc\" lists what there is";
    } else {
      line.append("did you mean \"").append(suggestion).append("\"?");
    }
    problem(std::move(line));
  }

  Loaded loaded_;
  Problems problems_;
};

}  // namespace

void throw_exception_from_error(const Problems& problems, const boost::source_location&) {
  throw std::logic_error("refused settings were used: " + format_list(problems.lines, "; "));
}

boost::system::result<Loaded, Problems> load(const Sources& sources) {
  Loader loader;
  if (sources.file) {
    auto file = read_toml(*sources.file);
    for (auto& problem : file.problems)
      loader.problem(std::move(problem));
    for (const auto& assignment : file.assignments)
      loader.by_key(assignment);
  }
  for (const auto& assignment : sources.environment)
    loader.by_variable(assignment);
  for (const auto& assignment : sources.flags)
    loader.by_key(assignment);
  return std::move(loader).finish();
}

}  // namespace caravan::config
