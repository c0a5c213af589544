#include "adapters/sqlite/redate.hpp"

#include <chrono>
#include <iostream>

#include "caravan/commands/commands.hpp"
#include "caravan/commands/settings.hpp"
#include "runtime/random.hpp"

namespace caravan::commands {

int run(const config::Redate& redate) {
  const auto loaded = load_or_explain(redate.sources);
  if (!loaded) return misuse;
  if (loaded->settings.backend.history != config::HistoryBackend::sqlite) {
    std::cerr << "caravan: only the embedded store is dated anew: docs/decisions/0028-way-back-in-time.md\n";
    return misuse;
  }
  runtime::SystemRandom random;
  const auto now = std::chrono::floor<domain::TimeUuidTicks>(std::chrono::system_clock::now());
  const auto done = sqlite::redate(loaded->settings.data.dir, now, random);
  if (done.messages + done.chats == 0) {
    std::cout << "Nothing in " << loaded->settings.data.dir << " is dated later than now.\n";
    return success;
  }
  const auto text = [](domain::WallTime time) { return domain::TimeUuid::at(time, 0).to_iso(); };
  std::cout << done.messages << " messages and " << done.chats << " chats were dated later than now, up to "
            << text(done.newest_before) << ". The newest is of " << text(done.newest_after)
            << " now, and the others come before it in their order.\n";
  return success;
}

}  // namespace caravan::commands
