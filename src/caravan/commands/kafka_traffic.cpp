#include "caravan/commands/kafka_traffic.hpp"

#include <stdexcept>

#ifdef CARAVAN_WITH_DISTRIBUTED

#include "adapters/kafka/recorded_deliveries.hpp"
#include "adapters/kafka/records.hpp"
#include "adapters/kafka/token_refresh.hpp"
#include "caravan/backend_options.hpp"
#include "caravan/broker_tokens.hpp"

namespace caravan::commands {
namespace {

[[noreturn]] void give_up(const config::Kafka& settings, const ports::Error& error) {
  throw std::runtime_error("cannot read the log of the brokers " + settings.brokers + ": " + error.detail);
}

std::string words_for_what_is_missing(const kafka::RecordedDeliveries& recorded) {
  if (!recorded.is_cut()) return "";
  const std::string deleted = "what came before was deleted, as the topic's retention says";
  const auto from = recorded.whole_from();
  if (!from) return deleted;
  return "whole from " + domain::TimeUuid::at(*from, 0).to_iso() + "Z on; " + deleted;
}

}  // namespace

std::string read_kafka_traffic(const config::Kafka& settings, const TakeDelivery& take) {
  auto options = kafka_options(settings);
  const runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  const auto tokens = broker_tokens(settings, clock);
  std::optional<kafka::TokenRefresh> token_refresh;
  if (tokens)
    options.client.tokens = &token_refresh.emplace(*tokens, kafka::TokenRefresh::Options{}, random, metrics);
  kafka::RecordedDeliveries recorded(
      options.client, options.topics.name(kafka::RecordKind<domain::Delivery>::topic),
      {.group = options.group_prefix + "cost_replay", .queue_bytes_max = settings.fetch_queue_bytes_max});
  if (const auto begun = recorded.begin(); !begun) give_up(settings, begun.error());
  for (;;) {
    const auto delivery = recorded.next();
    if (!delivery) give_up(settings, delivery.error());
    if (!*delivery) return words_for_what_is_missing(recorded);
    take(**delivery);
  }
}

}  // namespace caravan::commands

#else

namespace caravan::commands {

std::string read_kafka_traffic(const config::Kafka&, const TakeDelivery&) {
  throw std::runtime_error("this program was built without Kafka (CARAVAN_BACKENDS)");
}

}  // namespace caravan::commands

#endif
