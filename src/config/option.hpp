#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/settings.hpp"

namespace caravan::config {

enum class Kind { text, integer, decimal, duration, bytes, rate, boolean, choice, list };

std::string_view to_string(Kind kind);

// One setting as every source sees it. `set` and `text` speak the textual form of values.hpp, so that a value
// written by `text` can be given again in the file, the environment or a flag.
struct Option {
  std::string key;      // "server.head_timeout"
  std::string section;  // "server"; empty for a key that stands alone
  Kind kind = Kind::text;
  std::string allowed;  // "1s to 10m", "a network, such as 10.0.0.0/8"; empty when anything goes
  std::string help;     // one sentence
  std::string used_by;  // the roles that read it
  std::string flag;     // "--listen"; empty when only --set reaches it
  bool secret = false;  // `config show` hides its value
  // A variable that other programs know too, such as DATABASE_URL; weaker than the option's own.
  std::string shared_variable;

  // Nothing when the value was taken; `settings` is untouched otherwise.
  std::function<std::optional<Refusal>(Settings&, std::string_view)> set;
  std::function<std::string(const Settings&)> text;

  std::string variable() const;  // "CARAVAN_SERVER_HEAD_TIMEOUT"
};

// Every option there is, in the order of the documentation.
std::span<const Option> options();

// Null when there is no such option.
const Option* find_option(std::string_view key);

// The sentence that introduces a section in the documentation.
std::string_view section_help(std::string_view section);

}  // namespace caravan::config
