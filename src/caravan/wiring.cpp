#include "caravan/wiring.hpp"

#include <auth_validator/validator.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <filesystem>
#include <utility>

#include "adapters/sqlite/sqlite_acceptance.hpp"
#include "adapters/sqlite/sqlite_accounts.hpp"
#include "adapters/sqlite/sqlite_chats.hpp"
#include "adapters/sqlite/sqlite_history.hpp"
#include "adapters/sqlite/sqlite_inbox.hpp"
#include "adapters/sqlite/sqlite_log.hpp"
#include "caravan/health.hpp"
#include "caravan/listening.hpp"
#include "caravan/log_feed.hpp"
#include "caravan/module_options.hpp"
#include "caravan/signing.hpp"
#include "caravan/web_root.hpp"
#include "chats/chat_cache.hpp"
#include "chats/read_chats.hpp"
#include "http/metrics_route.hpp"
#include "http/routes/auth_routes.hpp"
#include "http/routes/chat_routes.hpp"
#include "http/routes/message_routes.hpp"
#include "http/static_files.hpp"
#include "identity/directory.hpp"
#include "identity/log_in.hpp"
#include "identity/sign_up.hpp"
#include "identity/token_issuer.hpp"
#include "pipeline/deliver/deliver.hpp"
#include "pipeline/fan_out/fan_out.hpp"

namespace caravan {

// In the order of dependence: each part knows only what stands above it.
struct Program::Parts {
  const config::Settings settings;
  Surroundings around;
  observe::Metrics metrics;

  // The embedded store, and its side of the ports.
  sqlite::Database database{database_options(settings), around.clock, around.random, metrics};
  sqlite::SqliteAccounts accounts{database};
  sqlite::SqliteChats chats{database};
  sqlite::SqliteHistory history{database};
  sqlite::SqliteAcceptance acceptance{database, {}};
  sqlite::SqliteInbox inbox{database};
  sqlite::SqliteFanOutStage fan_out_stage{database, around.clock, "fan_out"};
  sqlite::SqliteAggregateStage aggregate_stage{database, around.clock, "aggregate"};
  sqlite::SqliteBatchConsumer batches{database, around.clock, "publish"};
  sqlite::SqliteDeliveryTail delivery_tail{database, around.clock};
  sqlite::Retention retention{database, around.clock, retention_options(settings), metrics};
  LogFeed feed{metrics};

  // Who people are.
  identity::PasswordHasher hasher{password_options(settings.auth)};
  identity::SignUp sign_up{accounts, hasher};
  identity::LogIn log_in{accounts, hasher};
  identity::Directory directory{accounts};
  identity::TokenIssuer tokens{token_issuer(settings, around.clock, around.random)};
  auth_validator::Validator validator{tokens.verification_keys(), validator_options(around.clock)};
  guard::Guard guard{guard_options(settings.guard), around.clock, metrics};

  // What they may do.
  chats::ChatCache members{{}, chats};
  chats::CreateChat chat_creation{create_chat_options(settings.chat), accounts, chats, around.random};
  chats::ReadChats chat_reading{chats, members, history};
  accept::Accept accept{
      accept_options(settings.chat), members, acceptance, around.random, around.clock, metrics};

  // Where messages go.
  std::unique_ptr<const domain::WindowPolicy> windows = window_policy(settings.aggregate);
  live::Endpoint live{
      live_options(settings), around.connection_loops, delivery_tail.start(),
      live::Endpoint::Needs{inbox, live::check_with(validator), around.clock, around.random, metrics},
      around.on_failure};
  fan_out::FanOut fan_out{{}, fan_out_stage, members, around.clock, around.random, metrics};
  deliver::Deliver deliver{{}, delivery_tail, live.readers(), around.clock, around.random, metrics};
  aggregate::Aggregate aggregate{
      aggregate_options(settings.aggregate), *windows, aggregate_stage, around.clock, around.random, metrics};
  publish::Publish publish{publish_options(settings), batches, feed, around.clock, around.random, metrics};
  runtime::TaskGroup pipeline{around.pipeline_loop, around.on_failure};

  // How the world reaches it.
  http::StaticFiles web{web_root(settings.web), {}};
  http::Authentication authentication{validator};
  http::ChatRoutes chat_routes{authentication, chat_creation, chat_reading, members};
  http::MessageRoutes message_routes{authentication, guard, accept};
  http::Router router = routes();
  http::Server server{around.connection_loops, router,  server_options(settings), around.clock,
                      around.random,           metrics, around.on_failure};

  void measure() {
    const auto lag = [this](const char* hop, const auto& consumer) {
      metrics.sampled_gauge("caravan_log_lag_records", "How far a hop is behind the end of its log",
                            {{"hop", hop}}, [&consumer] { return static_cast<double>(consumer.behind()); });
    };
    lag("fan_out", fan_out_stage);
    lag("aggregate", aggregate_stage);
    lag("publish", batches);
    const auto queue = [this](const char* pool, const auto& queued) {
      metrics.sampled_gauge("caravan_pool_queued", "Jobs that wait for a thread", {{"pool", pool}},
                            [&queued] { return static_cast<double>(queued.queued()); });
    };
    queue("sqlite-read", database.reads());
    queue("passwords", hasher);
  }

  http::Router routes() {
    http::Router table;
    http::add_auth_routes(
        table, {sign_up, log_in, directory, tokens, authentication, guard, stores_answer(accounts)});
    add_chat_health(table, stores_answer(accounts));
    chat_routes.add_to(table);
    message_routes.add_to(table);
    table.add_exact("GET", "/metrics", http::metrics_route(metrics));
    table.add_upgrade("/connection/websocket", live.handler());
    table.set_fallback(web.handler());
    return table;
  }
};

Program::Program(const config::Settings& settings, Surroundings surroundings)
    : parts_(new Parts{settings, std::move(surroundings)}) {
  parts_->measure();
}

Program::~Program() = default;

std::string Program::start() {
  Parts& p = *parts_;
  // First what can fail: an address that is taken must leave nothing running.
  std::string url = start_listening(p.server, p.settings.server.listen);
  p.pipeline.spawn("fan_out", p.fan_out.run());
  p.pipeline.spawn("deliver", p.deliver.run());
  p.pipeline.spawn("aggregate", p.aggregate.run());
  p.pipeline.spawn("publish", p.publish.run());
  p.pipeline.spawn("retention", p.retention.run());
  return url;
}

boost::asio::awaitable<void> Program::stop() {
  using namespace boost::asio::experimental::awaitable_operators;
  Parts& p = *parts_;
  const auto deadline = p.around.clock.now() + p.settings.server.drain_timeout;
  p.pipeline.cancel();
  co_await p.pipeline.join();
  co_await (p.live.stop() && p.server.stop(deadline));
}

}  // namespace caravan
