#include "pipeline/deliver/deliver.hpp"

#include "observe/log.hpp"

namespace caravan::deliver {

Deliver::Deliver(Options options, ports::DeliveryTail& tail, Readers& readers, runtime::Clock& clock,
                 runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      tail_(tail),
      readers_(readers),
      clock_(clock),
      backoff_(options.retry, random),
      deliveries_(
          metrics.counter("caravan_deliver_deliveries_total", "Deliveries shown to this node's readers")),
      retries_(metrics.counter("caravan_deliver_retries_total", "Failed reads that were repeated")),
      age_(metrics.latency("caravan_deliver_message_age_seconds",
                           "Age of the oldest message shown together")) {}

ports::Task<void> Deliver::run() {
  for (;;) {
    const auto deliveries = co_await tail_.next(options_.deliveries_max, runtime::SteadyTime::max());
    if (deliveries) {
      backoff_.reset();
      if (deliveries->empty()) continue;
      readers_.show(*deliveries);
      age_.Observe(domain::age_seconds(deliveries->front().record.message->time, clock_.wall()));
      deliveries_.Increment(static_cast<double>(deliveries->size()));
      continue;
    }
    retries_.Increment();
    observe::log(observe::Level::warn, "deliver.retry",
                 {{"error", to_string(deliveries.error().code)}, {"detail", deliveries.error().detail}});
    co_await clock_.sleep_until(clock_.now() + backoff_.next());
  }
}

}  // namespace caravan::deliver
