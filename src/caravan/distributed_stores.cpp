#include "caravan/distributed_stores.hpp"

#include <optional>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_message_store.hpp"
#include "adapters/cassandra/cassandra_unpublished.hpp"
#include "adapters/kafka/kafka_delivery_tail.hpp"
#include "adapters/kafka/kafka_inbox.hpp"
#include "adapters/kafka/kafka_log.hpp"
#include "adapters/kafka/kafka_message_log.hpp"
#include "adapters/kafka/kafka_presence.hpp"
#include "adapters/kafka/kafka_presence_watch.hpp"
#include "adapters/kafka/log_epoch.hpp"
#include "adapters/kafka/times_watch.hpp"
#include "adapters/kafka/token_refresh.hpp"
#include "adapters/postgres/postgres_accounts.hpp"
#include "caravan/backend_options.hpp"
#include "caravan/broker_tokens.hpp"
#include "caravan/roles.hpp"
#include "caravan/wiring.hpp"
#include "chats/chat_cache.hpp"
#include "pipeline/accept/store_then_log.hpp"
#include "pipeline/relay/relay.hpp"

namespace caravan {
namespace {

// What is not there yet is made from `needs`.
template <class Part, class... Needs>
Part& made(std::optional<Part>& part, Needs&&... needs) {
  if (!part) part.emplace(std::forward<Needs>(needs)...);
  return *part;
}

class DistributedStores final : public Stores {
 public:
  DistributedStores(const config::Settings& settings, const Surroundings& around, observe::Metrics& metrics)
      : settings_(settings), around_(around), metrics_(metrics) {}

  ports::Accounts& accounts() override { return made(accounts_, database()); }
  ports::Chats& chats() override {
    return made(chats_, cassandra(), cassandra::CassandraChats::Options{}, around_.clock, around_.random);
  }
  ports::Members& members() override { return made(members_, chats::ChatCache::Options{}, chats()); }
  ports::History& history() override { return made(history_, cassandra()); }
  ports::Acceptance& acceptance() override {
    if (!acceptance_) make_acceptance();
    return *acceptance_;
  }
  ports::Inbox& inbox() override { return made(inbox_, deliveries(), kafka::KafkaInbox::Options{}); }
  ports::DeliveryTail& delivery_tail() override { return made(delivery_tail_, deliveries()); }
  ports::FanOutStage& fan_out_stage() override {
    return made(fan_out_stage_, kafka(), "fan_out", group_options(settings_.kafka));
  }
  ports::AggregateStage& aggregate_stage() override {
    return made(aggregate_stage_, kafka(), "aggregate", gathering_group_options(settings_.kafka));
  }
  ports::StreamStage& stream_stage() override {
    return made(stream_stage_, kafka(), "aggregate_streams", gathering_group_options(settings_.kafka));
  }
  ports::BatchConsumer& batches() override {
    // Whoever publishes to readers' documents names the log whose offsets he shows.
    if (has_readers(settings_)) made(log_epoch_, kafka(), kafka::LogEpoch::Options{});
    return made(batches_, kafka(), "publish", gathering_group_options(settings_.kafka));
  }

  ports::ReaderPresence* reader_presence() override {
    return has_readers(settings_)
               ? &made(presence_, kafka(),
                       kafka::KafkaPresence::Options{.renewal = settings_.presence.lease / 3})
               : nullptr;
  }
  ports::PresenceWatch* presence_watch() override {
    return has_readers(settings_) ? &made(presence_watch_, kafka()) : nullptr;
  }

  ports::Task<ports::Result<std::string>> deliveries_epoch() override { co_return log_epoch_->get(); }

  ports::Task<void> finish(ports::SteadyTime deadline) override {
    if (acceptance_) co_await acceptance_->finish(deadline);
  }

  void spawn_upkeep(runtime::TaskGroup& tasks) override {
    if (database_) tasks.spawn("postgres", database_->run());
    if (accounts_) tasks.spawn("names", accounts_->index_names(around_.clock, std::chrono::seconds(10)));
    if (relay_) tasks.spawn("relay", relay_->run());
    if (presence_) tasks.spawn("presence", presence_->run());
  }

 private:
  postgres::Database& database() {
    return made(database_, postgres_options(settings_.postgres), around_.clock, around_.random, metrics_);
  }
  cassandra::Cluster& cassandra() {
    return made(cassandra_, cassandra_options(settings_.cassandra), around_.clock, around_.random, metrics_);
  }
  kafka::Cluster& kafka() {
    if (!kafka_) make_kafka();
    return *kafka_;
  }
  kafka::DeliveryReader& deliveries() {
    return made(deliveries_, kafka(), delivery_reader_options(settings_.kafka));
  }

  void make_kafka() {
    auto options = kafka_options(settings_.kafka);
    broker_tokens_ = broker_tokens(settings_.kafka, around_.clock);
    if (broker_tokens_)
      options.client.tokens =
          &made(token_refresh_, *broker_tokens_, kafka::TokenRefresh::Options{}, around_.random, metrics_);
    made(kafka_, std::move(options), around_.clock, around_.random, metrics_);
  }

  // History first, then the log; what the log does not confirm in time is relayed later.
  void make_acceptance() {
    auto& unpublished = made(noted_chats_, made(unpublished_, cassandra(), around_.clock, around_.random));
    auto& log = made(message_log_, kafka());
    auto& store = made(message_store_, cassandra(), message_store_options(settings_.cassandra), metrics_);
    auto& acceptance = made(acceptance_, acceptance_options(settings_), store, log, unpublished,
                            around_.clock, around_.random, metrics_);
    made(
        relay_, relay::Options{}, unpublished, log,
        [&acceptance](const domain::TimeUuid& time) { return acceptance.gave(time); }, around_.clock,
        around_.random, metrics_);
    made(times_, kafka(),
         kafka::TimesWatch::Hearer{.time = [&acceptance](domain::WallTime time) { acceptance.see(time); },
                                   .newest_known = [&acceptance] { acceptance.floor_is_known(); }});
  }

  const config::Settings& settings_;
  const Surroundings& around_;
  observe::Metrics& metrics_;

  std::optional<postgres::Database> database_;
  std::optional<postgres::PostgresAccounts> accounts_;

  std::optional<cassandra::Cluster> cassandra_;
  std::optional<cassandra::CassandraChats> chats_;
  std::optional<chats::ChatCache> members_;
  std::optional<cassandra::CassandraHistory> history_;
  std::optional<cassandra::CassandraUnpublished> unpublished_;

  std::unique_ptr<ports::BrokerTokens> broker_tokens_;
  std::optional<kafka::TokenRefresh> token_refresh_;
  std::optional<kafka::Cluster> kafka_;
  std::optional<kafka::KafkaFanOutStage> fan_out_stage_;
  std::optional<kafka::KafkaAggregateStage> aggregate_stage_;
  std::optional<kafka::KafkaStreamStage> stream_stage_;
  std::optional<kafka::KafkaBatchConsumer> batches_;
  std::optional<kafka::LogEpoch> log_epoch_;
  std::optional<kafka::DeliveryReader> deliveries_;
  std::optional<kafka::KafkaDeliveryTail> delivery_tail_;
  std::optional<kafka::KafkaInbox> inbox_;
  std::optional<kafka::KafkaPresence> presence_;
  std::optional<kafka::KafkaPresenceWatch> presence_watch_;
  std::optional<kafka::KafkaMessageLog> message_log_;

  std::optional<cassandra::CassandraMessageStore> message_store_;
  std::optional<accept::NotedChats> noted_chats_;
  std::optional<accept::StoreThenLog> acceptance_;
  std::optional<relay::Relay> relay_;
  std::optional<kafka::TimesWatch> times_;
};

}  // namespace

std::unique_ptr<Stores> distributed_stores(const config::Settings& settings, const Surroundings& around,
                                           observe::Metrics& metrics) {
  return std::make_unique<DistributedStores>(settings, around, metrics);
}

}  // namespace caravan
