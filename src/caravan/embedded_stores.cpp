#include "caravan/embedded_stores.hpp"

#include <chrono>
#include <optional>

#include "adapters/process/process_presence.hpp"
#include "adapters/sqlite/retention.hpp"
#include "adapters/sqlite/sqlite_acceptance.hpp"
#include "adapters/sqlite/sqlite_accounts.hpp"
#include "adapters/sqlite/sqlite_chats.hpp"
#include "adapters/sqlite/sqlite_delivery_tail.hpp"
#include "adapters/sqlite/sqlite_history.hpp"
#include "adapters/sqlite/sqlite_inbox.hpp"
#include "adapters/sqlite/sqlite_log.hpp"
#include "caravan/gauges.hpp"
#include "caravan/module_options.hpp"
#include "caravan/roles.hpp"
#include "caravan/wiring.hpp"
#include "chats/chat_cache.hpp"

namespace caravan {
namespace {

class EmbeddedStores final : public Stores {
 public:
  EmbeddedStores(const config::Settings& settings, const Surroundings& around, observe::Metrics& metrics)
      : database_(database_options(settings), around.clock, around.random, metrics),
        fan_out_stage_(database_, around.clock, "fan_out"),
        aggregate_stage_(database_, around.clock, std::string(sqlite::kAggregate.name)),
        batches_(database_, around.clock, std::string(sqlite::kPublish.name)),
        delivery_tail_(database_, around.clock),
        retention_(database_, around.clock, retention_options(settings), metrics) {
    lag_gauge(metrics, "fan_out", fan_out_stage_);
    if (has_readers(settings))
      presence_.emplace(domain::NodeId{domain::Uuid::v4(around.random.next(), around.random.next())});
    const auto gathers = gathering(settings);
    if (gathers == Gathering::for_readers) lag_gauge(metrics, "aggregate", aggregate_stage_);
    if (gathers == Gathering::of_streams) {
      stream_stage_.emplace(database_, around.clock, std::string(sqlite::kAggregateStreams.name),
                            sqlite::Beginning::recently);
      lag_gauge(metrics, "aggregate", *stream_stage_);
    }
    if (gathers != Gathering::nothing) lag_gauge(metrics, "publish", batches_);
    queue_gauge(metrics, "sqlite-read", database_.reads());
    metrics.sampled_gauge("caravan_sqlite_time_ahead_seconds",
                          "How far the newest time of the store is ahead of the clock", {},
                          [this, &clock = around.clock] {
                            return std::chrono::duration<double>(database_.ahead_of(clock.wall())).count();
                          });
  }

  ports::Accounts& accounts() override { return accounts_; }
  ports::Chats& chats() override { return chats_; }
  ports::Members& members() override { return members_; }
  ports::History& history() override { return history_; }
  ports::Acceptance& acceptance() override { return acceptance_; }
  ports::Inbox& inbox() override { return inbox_; }
  ports::DeliveryTail& delivery_tail() override { return delivery_tail_; }
  ports::FanOutStage& fan_out_stage() override { return fan_out_stage_; }
  ports::AggregateStage& aggregate_stage() override { return aggregate_stage_; }
  ports::StreamStage& stream_stage() override { return *stream_stage_; }
  ports::BatchConsumer& batches() override { return batches_; }
  ports::ReaderPresence* reader_presence() override { return presence_ ? &*presence_ : nullptr; }
  ports::PresenceWatch* presence_watch() override { return presence_ ? &*presence_ : nullptr; }
  ports::Task<ports::Result<std::string>> deliveries_epoch() override { return inbox_.epoch(); }
  void spawn_upkeep(runtime::TaskGroup& tasks) override { tasks.spawn("retention", retention_.run()); }

 private:
  sqlite::Database database_;
  sqlite::SqliteAccounts accounts_{database_};
  sqlite::SqliteChats chats_{database_};
  chats::ChatCache members_{{}, chats_};
  sqlite::SqliteHistory history_{database_};
  sqlite::SqliteAcceptance acceptance_{database_, {}};
  sqlite::SqliteInbox inbox_{database_};
  sqlite::SqliteFanOutStage fan_out_stage_;
  sqlite::SqliteAggregateStage aggregate_stage_;
  std::optional<sqlite::SqliteStreamStage> stream_stage_;  // with the layout that wants it
  sqlite::SqliteBatchConsumer batches_;
  sqlite::SqliteDeliveryTail delivery_tail_;
  sqlite::Retention retention_;
  std::optional<process::ProcessPresence> presence_;
};

}  // namespace

std::unique_ptr<Stores> embedded_stores(const config::Settings& settings, const Surroundings& around,
                                        observe::Metrics& metrics) {
  return std::make_unique<EmbeddedStores>(settings, around, metrics);
}

}  // namespace caravan
