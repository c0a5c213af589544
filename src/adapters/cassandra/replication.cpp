#include "adapters/cassandra/replication.hpp"

#include <algorithm>
#include <charconv>

namespace caravan::cassandra {
namespace {

std::string_view without(std::string_view characters, std::string_view text) {
  const auto first = text.find_first_not_of(characters);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(characters) + 1 - first);
}

}  // namespace

std::optional<int> fewest_copies(std::string_view map) {
  std::optional<int> fewest;
  for (auto rest = without("{} \t\n", map); !rest.empty();) {
    const auto entry = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    // A number may say after a slash how many of the copies are transient ones ("3/1"); the strategy's name
    // is none.
    const auto value = without("'\" \t\n", entry.substr(std::min(entry.size(), entry.find(':') + 1)));
    int copies = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), copies).ec != std::errc()) continue;
    fewest = std::min(fewest.value_or(copies), copies);
  }
  return fewest;
}

}  // namespace caravan::cassandra
