#pragma once

#include <span>

#include "ports/message_log.hpp"

namespace caravan::deliver {

// The readers who are connected to this node.
class Readers {
 public:
  virtual ~Readers() = default;

  // Shows each delivery to its recipient's open connections. Called in the order of the log, each delivery
  // once, by one thread at a time, not always the same; never blocks: a reader who is too slow is that
  // reader's matter.
  virtual void show(std::span<const ports::Logged<domain::Delivery>> deliveries) = 0;
  // Tells every open connection to recover: deliveries may be missing, and what is shown from now on is of
  // another log.
  virtual void recover() = 0;
};

}  // namespace caravan::deliver
