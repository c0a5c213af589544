#include "pipeline/deliver/deliver.hpp"

#include "observe/log.hpp"

namespace caravan::deliver {

Deliver::Deliver(Options options, ports::DeliveryTail& tail, Readers& readers, runtime::Clock& clock,
                 runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      tail_(tail),
      readers_(readers),
      clock_(clock),
      retries_("deliver", options.retry, clock, random, metrics),
      deliveries_(
          metrics.counter("caravan_deliver_deliveries_total", "Deliveries shown to this node's readers")),
      age_(metrics.latency("caravan_deliver_message_age_seconds",
                           "Age of the oldest message shown together")) {}

Deliver::~Deliver() {
  tail_.hand_to(nullptr);
}

ports::Task<void> Deliver::run() {
  tail_.hand_to([this](std::span<const ports::Logged<domain::Delivery>> deliveries) { show(deliveries); });
  for (;;) {
    const auto deliveries = co_await tail_.next(options_.deliveries_max, runtime::SteadyTime::max());
    if (!deliveries && deliveries.error().code == ports::Errc::not_found) {
      observe::log(observe::Level::warn, "deliver.log_replaced", {{"detail", deliveries.error().detail}});
      readers_.recover();
      continue;
    }
    if (!deliveries) {
      co_await retries_.wait_after(deliveries.error());
      continue;
    }
    retries_.reset();
    if (!deliveries->empty()) show(*deliveries);
  }
}

void Deliver::show(std::span<const ports::Logged<domain::Delivery>> deliveries) {
  readers_.show(deliveries);
  age_.Observe(domain::age_seconds(deliveries.front().record.message->time, clock_.wall()));
  deliveries_.Increment(static_cast<double>(deliveries.size()));
}

}  // namespace caravan::deliver
