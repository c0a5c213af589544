#include "bench/options.hpp"

#include <algorithm>

namespace caravan::bench {

std::optional<std::string> fault_in(const Options& options) {
  const std::uint64_t pairs = std::uint64_t{options.users} * (std::max(options.users, 1U) - 1) / 2;
  if (options.in_flight < 1 || options.in_flight > 10'000) return "--in-flight must be 1 to 10000";
  if (options.users < 2 || options.users > 100'000) return "--users must be 2 to 100000";
  if (options.chats < 1 || options.chats > pairs)
    return "--chats must be 1 to " + std::to_string(pairs) + ", the pairs that --users " +
           std::to_string(options.users) + " can form";
  if (options.length.count() < 1 || options.length > std::chrono::hours(24))
    return "--seconds must be 1 to 86400";
  if (options.warm_up.count() < 0 || options.warm_up > std::chrono::hours(1))
    return "--warm-up must be 0 to 3600";
  if (options.readers > 1'000'000) return "--readers must be 0 to 1000000";
  if (!(options.rate > 0) || options.rate > 1e6) return "--rate must be above 0 and at most 1000000";
  return std::nullopt;
}

}  // namespace caravan::bench
