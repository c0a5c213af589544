#pragma once

#include <memory>
#include <vector>

#include "domain/message.hpp"

namespace caravan::domain {

// Immutable and shared, because one message goes to many readers.
using SharedMessage = std::shared_ptr<const Message>;

// One message on its way to one member of its chat. Senders get their own messages too, for their other
// devices.
struct Delivery {
  UserId recipient;
  SharedMessage message;  // never null
};

// Messages that travel to one reader together, oldest first.
struct Batch {
  UserId recipient;
  std::vector<SharedMessage> messages;  // none is null
};

}  // namespace caravan::domain
