#pragma once

#include <cstdint>

#include "domain/ids.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// Sessions at the realtime store, which outlive the tokens that they began with. Thread-safe.
class FeedSessions {
 public:
  virtual ~FeedSessions() = default;

  // Ends every session of `user` that began under a smaller epoch. Idempotent.
  virtual Task<Result<void>> end(domain::UserId user, std::int64_t epoch) = 0;
};

}  // namespace caravan::ports
