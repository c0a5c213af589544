#include "adapters/kafka/client_settings.hpp"

#include <algorithm>
#include <stdexcept>

#include "adapters/kafka/token_refresh.hpp"
#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

using ConfigurationPtr = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;

void write_log(const rd_kafka_t* client, int syslog_level, const char* facility, const char* text) {
  constexpr int warning = 4, notice = 5;
  const auto level = syslog_level <= warning  ? observe::Level::warn
                     : syslog_level <= notice ? observe::Level::info
                                              : observe::Level::debug;
  observe::log(level, "kafka.client",
               {{"client", rd_kafka_name(client)}, {"facility", facility}, {"text", text}});
}

void set(rd_kafka_conf_t& configuration, const std::string& name, const std::string& value) {
  char reason[512] = "";
  if (rd_kafka_conf_set(&configuration, name.c_str(), value.c_str(), reason, sizeof reason) !=
      RD_KAFKA_CONF_OK)
    throw std::invalid_argument("kafka property " + name + ": " + reason);
}

// The value may be a secret and stays out of what is thrown.
Property parse_property(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos)
    throw std::invalid_argument("a kafka property must have the form name=value");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<Property> shared_properties(const ClientSettings& settings) {
  const auto timeout = std::to_string(settings.request_timeout.count());
  std::vector<Property> properties = {
      {"bootstrap.servers", settings.brokers},
      {"client.id", settings.client_id},
      {"socket.timeout.ms", timeout},
      {"socket.connection.setup.timeout.ms", timeout},
      // Small requests wait for an answer: holding them back for more costs a round trip.
      {"socket.nagle.disable", "true"},
      {"reconnect.backoff.ms", "50"},
      // A broker that is back is taken up within a second; a try costs it nothing.
      {"reconnect.backoff.max.ms", "1000"}};
  if (settings.tokens) {
    // Whoever reads a token can use it.
    properties.push_back({"security.protocol", "SASL_SSL"});
    for (const char* spelling : {"sasl.mechanism", "sasl.mechanisms"})
      properties.push_back({spelling, "OAUTHBEARER"});
  }
  return properties;
}

bool names(const std::vector<Property>& properties, const std::string& name) {
  return std::ranges::find(properties, name, &Property::name) != properties.end();
}

// Properties that only the other type of client knows are accepted by the library with a warning.
ConfigurationPtr configuration(const ClientSettings& settings, const std::vector<Property>& own) {
  ConfigurationPtr result(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(result.get(), write_log);
  const auto shared = shared_properties(settings);
  for (const auto& [name, value] : shared)
    set(*result, name, value);
  for (const auto& text : settings.properties) {
    const auto [name, value] = parse_property(text);
    if (names(shared, name) || names(own, name))
      throw std::invalid_argument("kafka property " + name + " is set by caravan itself");
    set(*result, name, value);
  }
  for (const auto& [name, value] : own)
    set(*result, name, value);
  return result;
}

// The library calls it on a thread of each client that has nothing else to do, so it may wait. After a
// failure it would call again in 10 s: too long for who comes up before the one who gives tokens.
void refresh_token(rd_kafka_t* client, const char*, void* opaque) {
  const auto& callbacks = *static_cast<Callbacks*>(opaque);
  char reason[512] = "";
  while (const auto answer = callbacks.tokens->next(callbacks.ends.get_token())) {
    if (!*answer) {
      rd_kafka_oauthbearer_set_token_failure(client, answer->error().detail.c_str());
      continue;
    }
    const auto& token = **answer;
    const auto end = told_end(std::chrono::system_clock::now(), token.expires_at).time_since_epoch();
    const auto code = rd_kafka_oauthbearer_set_token(
        client, token.text.c_str(), std::chrono::floor<std::chrono::milliseconds>(end).count(),
        token.principal.c_str(), nullptr, 0, reason, sizeof reason);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_oauthbearer_set_token_failure(client, reason);
    return;
  }
}

void rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
               void* opaque) {
  const auto& callbacks = *static_cast<Callbacks*>(opaque);
  callbacks.on_rebalance(client, code, partitions, callbacks.reader);
}

ClientPtr create(rd_kafka_type_t type, ConfigurationPtr configuration, std::unique_ptr<Callbacks> callbacks) {
  rd_kafka_conf_set_opaque(configuration.get(), callbacks.get());
  if (callbacks->on_rebalance) rd_kafka_conf_set_rebalance_cb(configuration.get(), rebalance);
  const bool has_tokens = callbacks->tokens != nullptr;
  if (has_tokens) {
    rd_kafka_conf_set_oauthbearer_token_refresh_cb(configuration.get(), refresh_token);
    rd_kafka_conf_enable_sasl_queue(configuration.get(), 1);
  }
  char reason[512] = "";
  ClientPtr client(rd_kafka_new(type, configuration.get(), reason, sizeof reason),
                   DestroyClient(std::move(callbacks)));
  if (!client) throw std::invalid_argument(std::string("kafka: ") + reason);
  static_cast<void>(configuration.release());  // the client owns it now
  if (!has_tokens) return client;
  // Few clients are polled regularly, and those that are must not wait for a token.
  const ErrorPtr error(rd_kafka_sasl_background_callbacks_enable(client.get()));
  if (error) throw std::invalid_argument(std::string("kafka: ") + rd_kafka_error_string(error.get()));
  return client;
}

std::unique_ptr<Callbacks> callbacks_of(const ClientSettings& settings) {
  auto callbacks = std::make_unique<Callbacks>();
  callbacks->tokens = settings.tokens;
  return callbacks;
}

// An interceptor, because reports that come as events wait for a thread that looks for them.
rd_kafka_resp_err_t add_interceptor(rd_kafka_t* client, const rd_kafka_conf_t*, void* on_outcome, char*,
                                    std::size_t) {
  return rd_kafka_interceptor_add_on_acknowledgement(client, "caravan", *static_cast<OnOutcome*>(on_outcome),
                                                     nullptr);
}

}  // namespace

ClientPtr make_producer(const ClientSettings& settings, const std::vector<Property>& own,
                        OnOutcome on_outcome) {
  auto prepared = configuration(settings, own);
  rd_kafka_conf_set_events(prepared.get(), RD_KAFKA_EVENT_ERROR);
  // `add_interceptor` reads its argument while the client is made.
  if (on_outcome)
    rd_kafka_conf_interceptor_add_on_new(prepared.get(), "caravan", add_interceptor, &on_outcome);
  return create(RD_KAFKA_PRODUCER, std::move(prepared), callbacks_of(settings));
}

ClientPtr make_consumer(const ClientSettings& settings, const std::vector<Property>& own,
                        Callbacks::OnRebalance on_rebalance, void* reader) {
  auto callbacks = callbacks_of(settings);
  callbacks->on_rebalance = on_rebalance;
  callbacks->reader = reader;
  auto client = create(RD_KAFKA_CONSUMER, configuration(settings, own), std::move(callbacks));
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

}  // namespace caravan::kafka
