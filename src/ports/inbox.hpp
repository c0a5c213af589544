#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ports/message_log.hpp"

namespace caravan::ports {

struct InboxPage {
  // Strictly after the asked offset, oldest first, without a gap.
  std::vector<Logged<domain::Delivery>> deliveries;
  // False when something after the asked offset may no longer be in the log, when more than `count_max` were
  // missed, or when the log is not known to reach that far: the reader must read history instead, and
  // `deliveries` is empty.
  bool complete = true;
};

// One recipient's deliveries by offset, for readers who come back. Thread-safe.
class Inbox {
 public:
  virtual ~Inbox() = default;

  virtual Task<Result<InboxPage>> since(domain::UserId recipient, Offset offset, std::size_t count_max) = 0;
  // Changes when offsets start anew (a new data directory): offsets of another epoch mean nothing.
  // `unavailable` as long as the node's place in the log is not known: neither its `DeliveryTail::position`
  // nor an answer of `since` means anything before, and a reader who was let in would miss what is delivered
  // meanwhile.
  virtual Task<Result<std::string>> epoch() = 0;
};

}  // namespace caravan::ports
