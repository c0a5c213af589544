#include "pipeline/fan_out/fan_out.hpp"

#include <memory>
#include <utility>

namespace caravan::fan_out {

FanOut::FanOut(Options options, ports::FanOutStage& stage, ports::Members& members, runtime::Clock& clock,
               runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      stage_(stage),
      members_(members),
      clock_(clock),
      retries_("fan_out", options.retry, clock, random, metrics),
      messages_(metrics.counter("caravan_fan_out_messages_total", "Messages handed on")),
      deliveries_(metrics.counter("caravan_fan_out_deliveries_total", "Deliveries written")),
      age_(metrics.latency("caravan_fan_out_message_age_seconds",
                           "Age of the oldest message handed on together")),
      orphans_(metrics.counter("caravan_fan_out_orphans_total", "Messages whose chat does not exist")) {}

ports::Task<void> FanOut::run() {
  for (;;) {
    auto messages = co_await stage_.next(options_.messages_max, runtime::SteadyTime::max());
    if (!messages) {
      co_await retries_.wait_after(messages.error());
      continue;
    }
    if (messages->empty()) continue;
    retries_.reset();

    const auto last = messages->back().offset;
    const auto oldest = messages->front().record.time;
    const auto count = messages->size();
    const auto deliveries = co_await deliveries_of(std::move(*messages));
    for (;;) {
      const auto handed_on = co_await stage_.append_and_commit(deliveries, last);
      if (handed_on) break;
      co_await retries_.wait_after(handed_on.error());
    }
    retries_.reset();
    age_.Observe(domain::age_seconds(oldest, clock_.wall()));
    messages_.Increment(static_cast<double>(count));
    deliveries_.Increment(static_cast<double>(deliveries.size()));
  }
}

ports::Task<std::vector<domain::Delivery>> FanOut::deliveries_of(Messages messages) {
  std::vector<domain::Delivery> deliveries;
  deliveries.reserve(2 * messages.size());
  for (auto& logged : messages) {
    const auto chat = co_await chat_of(logged.record.chat);
    if (!chat) continue;
    const auto message = std::make_shared<const domain::Message>(std::move(logged.record));
    for (const auto& member : chat->members)
      deliveries.push_back({member.id, message});
  }
  co_return deliveries;
}

// Null for a chat that does not exist: acceptance checked membership, so that is a fault to report, but no
// reason to hold up everybody else's messages.
ports::Task<ports::SharedChat> FanOut::chat_of(domain::ChatId id) {
  for (;;) {
    auto chat = co_await members_.of(id);
    if (chat) co_return std::move(*chat);
    if (chat.error().code == ports::Errc::not_found) {
      orphans_.Increment();
      orphan_log_.failed(clock_.now(), {{"chat_id", id}});
      co_return nullptr;
    }
    co_await retries_.wait_after(chat.error());
  }
}

}  // namespace caravan::fan_out
