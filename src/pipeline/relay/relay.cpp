#include "pipeline/relay/relay.hpp"

#include <functional>
#include <utility>
#include <vector>

#include "runtime/all_of.hpp"

namespace caravan::relay {

Relay::Relay(Options options, ports::Unpublished& unpublished, ports::MessageLog& log, IsOwn is_own,
             runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      unpublished_(unpublished),
      log_(log),
      is_own_(std::move(is_own)),
      spread_(random.next()),
      clock_(clock),
      retries_("relay", options.retry, clock, random, metrics),
      messages_(metrics.counter("caravan_relay_messages_total", "Unpublished messages brought to the log")),
      age_(metrics.latency("caravan_relay_message_age_seconds",
                           "Age of a message when it reaches the log late")) {}

ports::Task<void> Relay::run() {
  for (;;) {
    auto found = co_await unpublished_.some(options_.messages_max);
    if (!found) {
      co_await retries_.wait_after(found.error());
      continue;
    }
    const auto pause = found->left_some ? options_.soon : options_.interval;
    auto own = to_be_published(*std::move(found));
    if (own.empty()) {
      co_await clock_.sleep_until(clock_.now() + pause);
      continue;
    }
    const auto failure = co_await publish_all(std::move(own));
    if (failure)
      co_await retries_.wait_after(*failure);
    else
      retries_.reset();
  }
}

std::vector<domain::Message> Relay::to_be_published(ports::Unpublished::Found found) {
  if (found.from_the_beginning) {
    failed_.clear();
    left_.clear();
  }
  std::erase_if(found.messages, [this](const auto& message) {
    if (failed_.contains(message.chat)) return true;
    if (is_own_(message.time)) return false;
    // One that is old enough a moment later stays behind an earlier one that was not.
    if (!left_.contains(message.chat) && is_stale(message)) return false;
    left_.insert(message.chat);
    return true;
  });
  return std::move(found.messages);
}

bool Relay::is_stale(const domain::Message& message) const {
  const auto share =
      static_cast<double>((std::hash<domain::ChatId>{}(message.chat) ^ spread_) % 1'000) / 1'000;
  const std::chrono::duration<double> after(options_.others_after * (1 + share));
  return domain::age_seconds(message.time, clock_.wall()) > after.count();
}

// At once: an outage leaves thousands, and one after the other each would take a round trip to both stores.
ports::Task<std::optional<ports::Error>> Relay::publish_all(std::vector<domain::Message> messages) {
  std::optional<ports::Error> failure;
  std::vector<ports::Task<void>> all;
  all.reserve(messages.size());
  for (auto& message : messages)
    all.push_back(publish(std::move(message), failure));
  co_await runtime::all_of(std::move(all));
  co_return failure;
}

ports::Task<void> Relay::publish(domain::Message message, std::optional<ports::Error>& failure) {
  const auto appended = co_await log_.append(message, runtime::SteadyTime::max());
  if (!appended) {
    failed_.insert(message.chat);
    failure = appended.error();
    co_return;
  }
  const auto removed = co_await unpublished_.remove(message);
  if (!removed) {
    failure = removed.error();
    co_return;
  }
  messages_.Increment();
  age_.Observe(domain::age_seconds(message.time, clock_.wall()));
}

}  // namespace caravan::relay
