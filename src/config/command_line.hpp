#pragma once

#include <cstddef>
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
  enum class Action { status, up, down };
  Sources sources;
  Action action = Action::status;
  std::optional<std::size_t> target;  // of `down`; without it, one version
};

struct Tail {
  Sources sources;
  std::string topic;
  std::uint64_t from = 0;              // the first offset to print
  bool follow = false;                 // wait for more at the end
  bool with_offsets = false;           // print each record's offset and key before it
  std::optional<std::uint64_t> count;  // stop after so many records
};

// A load test of a server that runs already; no settings of a server's own.
struct Bench {
  enum class Load { send, page, live, windows };  // the last one is a BenchWindows of its own
  enum class Arrivals { poisson, even };
  Load load = Load::send;
  std::string target = "http://127.0.0.1:3000";
  bool allow_remote = false;  // a target that is not this machine
  std::uint32_t in_flight = 64;
  std::uint32_t seconds = 10;
  std::uint32_t warm_up_seconds = 1;
  std::uint32_t users = 32;
  std::uint32_t chats = 32;
  std::string crowd;           // what usernames begin with; empty for new ones
  bool own_ids = false;        // sends bring a message id
  std::uint32_t readers = 32;  // of a live load, as the next two
  double rate = 100;
  Arrivals arrivals = Arrivals::poisson;
  std::optional<int> pid;  // of the server, to report what it used
  bool json = false;
};

// A calculation over a trace, without a server: what windows save, and how long messages wait for it.
struct BenchWindows {
  Sources sources;         // for prices, the window and the document's limits
  std::uint64_t seed = 1;  // of the generated trace, as the next one
  std::uint32_t minutes = 120;
  std::string trace;    // a recorded one instead
  bool theory = false;  // instead, Poisson traffic beside the formulas
};

// What Firestore bills: of a running server, or of recorded traffic through other windows.
struct Cost {
  Sources sources;  // of a replay
  std::string url = "http://127.0.0.1:3000";
  bool replay = false;
};

// Whether the server that the same settings start is healthy.
struct Health {
  Sources sources;
  std::string url;  // of the server; empty for the one that listens where the settings say
};

// The embedded store into a file, and out of it.
struct Backup {
  Sources sources;
  std::string file;
};
struct Restore {
  Sources sources;
  std::string file;
};

// What a clock that was ahead has dated in the embedded store.
struct Redate {
  Sources sources;
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

using Command = std::variant<Serve, Migrate, Tail, Bench, BenchWindows, Cost, Health, Backup, Restore, Redate,
                             ConfigCheck, ConfigShow, ConfigDoc, Version, Exit>;

// `arguments` as main receives them, the program's name first; `environment` ends with a null pointer.
Command parse_command_line(int argument_count, const char* const* arguments, const char* const* environment);

}  // namespace caravan::config
