#include <exception>
#include <iostream>
#include <optional>
#include <string>

#include "adapters/sqlite/topic_reader.hpp"
#include "bench/target.hpp"
#include "caravan/commands/commands.hpp"
#include "caravan/commands/http_get.hpp"
#include "caravan/commands/kafka_traffic.hpp"
#include "caravan/commands/settings.hpp"
#include "caravan/metering.hpp"
#include "caravan/module_options.hpp"
#include "costs/bill_text.hpp"
#include "wire/log_records.hpp"

namespace caravan::commands {
namespace {

constexpr std::size_t kRecordsAtOnce = 1'000;

int refuse(const std::string& why) {
  std::cerr << "caravan: " << why << '\n';
  return misuse;
}

int fail(const std::string& why) {
  std::cerr << "caravan: " << why << '\n';
  return failure;
}

// Throws what went wrong.
std::string fetch_metrics(const bench::Target& target) {
  auto answer = http_get(target, "/metrics");
  if (answer.status != 200) throw std::runtime_error("/metrics answered " + std::to_string(answer.status));
  return std::move(answer.body);
}

int show_bill(const config::Cost& asked) {
  const auto target = bench::parse_target(asked.url);
  if (!target) return refuse("--url must be http://HOST:PORT, not " + asked.url);
  std::string metrics;
  try {
    metrics = fetch_metrics(*target);
  } catch (const std::exception& error) {
    return fail("cannot read the metrics of " + asked.url + ": " + error.what());
  }
  const auto bill = costs::parse_bill(metrics);
  if (!bill)
    return fail("the server at " + asked.url +
                " has no bill: it publishes nothing (backend.feed is none, or it has no role publish)");
  std::cout << to_table(*bill);
  return success;
}

costs::Arrival arrival_of(const domain::Delivery& delivery) {
  const auto& message = *delivery.message;
  return {message.time.instant(), delivery.recipient, message.chat, message.from,
          static_cast<std::uint32_t>(message.body.size())};
}

void read_embedded_traffic(const std::string& directory, const TakeDelivery& take) {
  sqlite::TopicReader deliveries(directory, "chat_deliveries");
  for (;;) {
    const auto records = deliveries.next(kRecordsAtOnce);
    if (records.empty()) return;
    for (const auto& record : records) {
      const auto decoded = wire::decode_delivery(record.value);
      if (const auto* const delivery = std::get_if<domain::Delivery>(&decoded)) take(*delivery);
    }
  }
}

// Returns a line about what is missing at the beginning, empty when nothing is known to be.
std::string read_traffic(const config::Settings& settings, const TakeDelivery& take) {
  if (settings.backend.log == config::LogBackend::kafka) return read_kafka_traffic(settings.kafka, take);
  read_embedded_traffic(settings.data.dir, take);
  return "";
}

int replay(const config::Cost& asked) {
  const auto loaded = load_or_explain(asked.sources);
  if (!loaded) return misuse;
  const auto& settings = loaded->settings;
  costs::Curve curve(window_policies(settings), costs::usual_windows(), replay_options(settings));
  std::uint64_t messages = 0;
  const TakeDelivery add = [&](const domain::Delivery& delivery) {
    // Nothing is gathered for who wrote it.
    if (delivery.recipient == delivery.message->from) return;
    curve.add(arrival_of(delivery));
    ++messages;
  };
  const auto missing = read_traffic(settings, add);
  std::cout << messages
            << " messages in the log, counted for each reader, as if all of them read in Firestore\n";
  if (!missing.empty()) std::cout << "The log is not all there: " << missing << '\n';
  if (messages > 0) std::cout << '\n' << to_table(curve.finish(), messages, prices(settings.prices));
  return success;
}

}  // namespace

int run(const config::Cost& asked) {
  return asked.replay ? replay(asked) : show_bill(asked);
}

}  // namespace caravan::commands
