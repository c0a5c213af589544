#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/message.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// Reading back what was accepted. Thread-safe. A page costs the same whatever the size of the chat or the
// store.
class History {
 public:
  virtual ~History() = default;

  // The newest messages strictly older than `time` (the newest of all without it), newest first. Empty for an
  // unknown chat and past the end. Sees every message whose acceptance was confirmed.
  virtual Task<Result<std::vector<domain::Message>>> before(domain::ChatId chat,
                                                            std::optional<domain::TimeUuid> time,
                                                            std::size_t count_max) = 0;
  // The oldest messages strictly newer than `time`, also newest first: the next page forward ends at its
  // front.
  virtual Task<Result<std::vector<domain::Message>>> after(domain::ChatId chat, domain::TimeUuid time,
                                                           std::size_t count_max) = 0;
};

}  // namespace caravan::ports
