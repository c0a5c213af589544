#include "pipeline/relay/relay.hpp"

#include <utility>

namespace caravan::relay {

Relay::Relay(Options options, ports::Unpublished& unpublished, ports::MessageLog& log, runtime::Clock& clock,
             runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      unpublished_(unpublished),
      log_(log),
      clock_(clock),
      retries_("relay", options.retry, clock, random, metrics),
      messages_(metrics.counter("caravan_relay_messages_total", "Unpublished messages brought to the log")),
      age_(metrics.latency("caravan_relay_message_age_seconds",
                           "Age of a message when it reaches the log late")) {}

ports::Task<void> Relay::run() {
  for (;;) {
    auto messages = co_await unpublished_.some(options_.messages_max);
    if (!messages) {
      co_await retries_.wait_after(messages.error());
      continue;
    }
    for (auto& message : *messages)
      co_await publish(std::move(message));
    if (messages->empty()) co_await clock_.sleep_until(clock_.now() + options_.interval);
  }
}

ports::Task<void> Relay::publish(domain::Message message) {
  for (;;) {
    const auto appended = co_await log_.append(message);
    if (appended) break;
    co_await retries_.wait_after(appended.error());
  }
  for (;;) {
    const auto removed = co_await unpublished_.remove(message);
    if (removed) break;
    co_await retries_.wait_after(removed.error());
  }
  retries_.reset();
  messages_.Increment();
  age_.Observe(domain::age_seconds(message.time, clock_.wall()));
}

}  // namespace caravan::relay
