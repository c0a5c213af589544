#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "config/load.hpp"

// What `caravan` was asked to do. Pure: nothing is read but the arguments and the environment.
namespace caravan::config {

struct Serve {
  Sources sources;
};

struct Migrate {
  enum class Action { status, up };
  Sources sources;
  Action action = Action::status;
};

struct Tail {
  Sources sources;
  std::string topic;
  std::uint64_t from = 0;              // the first offset to print
  bool follow = false;                 // wait for more at the end
  bool with_offsets = false;           // print each record's offset and key before it
  std::optional<std::uint64_t> count;  // stop after so many records
};

struct ConfigCheck {
  Sources sources;
};
struct ConfigShow {
  Sources sources;
};
struct ConfigDoc {};
struct Version {};

// There is nothing to do but to print `text` (on standard output when `code` is 0, else on standard error)
// and to exit with `code`: help was asked for, or the arguments make no sense.
struct Exit {
  int code = 0;
  std::string text;
};

using Command = std::variant<Serve, Migrate, Tail, ConfigCheck, ConfigShow, ConfigDoc, Version, Exit>;

// `arguments` as main receives them, the program's name first; `environment` ends with a null pointer.
Command parse_command_line(int argument_count, const char* const* arguments, const char* const* environment);

}  // namespace caravan::config
