#pragma once

#include <chrono>
#include <string>

#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// What the brokers of a log take for proof of who this process is.
struct BrokerToken {
  std::string text;
  std::string principal;  // who it says this process is
  std::chrono::sys_seconds expires_at;
};

// A token with less left is replaced, so that an outage of who gives them is bridged for so long.
inline constexpr std::chrono::minutes kBrokerTokenMargin{5};

// Who gives tokens for brokers. Thread-safe.
class BrokerTokens {
 public:
  virtual ~BrokerTokens() = default;

  // The one that was given before, until it has less than `kBrokerTokenMargin` left. Ends within the giver's
  // own deadline: `unavailable` when it does not answer or refuses, with a reason for the operator.
  virtual Task<Result<BrokerToken>> token() = 0;
};

}  // namespace caravan::ports
