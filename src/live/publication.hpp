#pragma once

#include <memory>
#include <string>

#include "ports/message_log.hpp"

namespace caravan::live {

// An encoded frame, shared by the sessions it goes to.
using Frame = std::shared_ptr<const std::string>;

// A recipient's deliveries as one frame. `offset` is that of the last delivery in it.
struct Publication {
  ports::Offset offset = 0;
  Frame frame;  // never null
};

}  // namespace caravan::live
