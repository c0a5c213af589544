#pragma once

#include <cstddef>

#include "observe/metrics.hpp"
#include "pipeline/deliver/readers.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::deliver {

struct Options {
  std::size_t deliveries_max = 1024;  // shown together
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// The hop of those who are online: shows new deliveries to connected readers at once. It remembers nothing; a
// reader who was away recovers from the inbox.
class Deliver {
 public:
  // All references must outlive this object.
  Deliver(Options options, ports::DeliveryTail& tail, Readers& readers, runtime::Clock& clock,
          runtime::Random& random, observe::Metrics& metrics);

  Deliver(const Deliver&) = delete;
  Deliver& operator=(const Deliver&) = delete;
  ~Deliver();

  // Runs until cancelled.
  ports::Task<void> run();

 private:
  // On the hop's thread, or on the tail's while the hop waits.
  void show(std::span<const ports::Logged<domain::Delivery>> deliveries);

  Options options_;
  ports::DeliveryTail& tail_;
  Readers& readers_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  observe::Counter& deliveries_;
  observe::Histogram& age_;
};

}  // namespace caravan::deliver
