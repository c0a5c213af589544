#include <algorithm>
#include <chrono>
#include <iostream>
#include <limits>
#include <poll.h>
#include <unistd.h>

#include "adapters/sqlite/topic_reader.hpp"
#include "caravan/commands/commands.hpp"
#include "caravan/commands/file_changes.hpp"
#include "caravan/commands/settings.hpp"

namespace caravan::commands {
namespace {

constexpr std::size_t kLinesAtOnce = 500;
// Where a file system does not tell of changes, such as one over a network.
constexpr std::chrono::seconds kLookAgain{1};

// Without a new record there is no write that would tell: `caravan tail --follow … | head -1` must end.
bool reader_has_gone() {
  pollfd output{STDOUT_FILENO, 0, 0};
  return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

}  // namespace

int run(const config::Tail& tail) {
  const auto loaded = load_or_explain(tail.sources);
  if (!loaded) return misuse;
  const auto after = tail.from > 0 ? static_cast<ports::Offset>(tail.from) - 1 : 0;
  sqlite::TopicReader reader(loaded->settings.data.dir, tail.topic, after);
  FileChanges changes(loaded->settings.data.dir);

  auto left = tail.count.value_or(std::numeric_limits<std::uint64_t>::max());
  while (left > 0 && std::cout) {
    const auto records = reader.next(std::min<std::uint64_t>(left, kLinesAtOnce));
    for (const auto& record : records) {
      if (tail.with_offsets) std::cout << record.offset << '\t' << record.key << '\t';
      std::cout << record.value << '\n';
    }
    std::cout.flush();
    left -= records.size();
    if (!records.empty()) continue;
    if (!tail.follow || reader_has_gone()) break;
    changes.wait(kLookAgain);
  }
  return success;
}

}  // namespace caravan::commands
