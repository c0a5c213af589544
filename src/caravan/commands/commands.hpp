#pragma once

#include "config/command_line.hpp"

// One function per subcommand: each returns the process's exit code, prints results on standard output and
// what is wrong on standard error.
namespace caravan::commands {

inline constexpr int success = 0;
inline constexpr int failure = 1;  // it was tried and did not work
inline constexpr int misuse = 2;   // it was not tried: the arguments or the configuration are wrong

int run(const config::Serve& serve);
int run(const config::Migrate& migrate);
int run(const config::Tail& tail);
int run(const config::Bench& bench);
int run(const config::BenchWindows& bench);
int run(const config::Cost& cost);
int run(const config::Health& health);
int run(const config::Backup& backup);
int run(const config::Restore& restore);
int run(const config::Redate& redate);
int run(const config::ConfigCheck& check);
int run(const config::ConfigShow& show);
int run(const config::ConfigDoc& doc);
int run(const config::Version& version);
int run(const config::Exit& exit);

}  // namespace caravan::commands
