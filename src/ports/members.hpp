#pragma once

#include <memory>

#include "domain/chat.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

using SharedChat = std::shared_ptr<const domain::Chat>;

// Who belongs to a chat; asked on every read and write, so implementations answer from memory when they can.
// Thread-safe.
class Members {
 public:
  virtual ~Members() = default;

  // `not_found` when there is no such chat. Never null.
  virtual Task<Result<SharedChat>> of(domain::ChatId chat) = 0;
};

}  // namespace caravan::ports
