#pragma once

#include <auth_validator/validator.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "caravan/feed_store.hpp"
#include "caravan/firebase.hpp"
#include "caravan/gauges.hpp"
#include "caravan/health.hpp"
#include "caravan/metering.hpp"
#include "caravan/module_options.hpp"
#include "caravan/signing.hpp"
#include "caravan/stores.hpp"
#include "caravan/web_root.hpp"
#include "caravan/window_budget.hpp"
#include "caravan/wiring.hpp"
#include "chats/read_chats.hpp"
#include "http/metrics_route.hpp"
#include "http/routes/auth_routes.hpp"
#include "http/routes/chat_routes.hpp"
#include "http/routes/cost_routes.hpp"
#include "http/routes/firebase_routes.hpp"
#include "http/routes/message_routes.hpp"
#include "http/routes/presence_routes.hpp"
#include "http/static_files.hpp"
#include "http/web_config_route.hpp"
#include "identity/administrators.hpp"
#include "identity/directory.hpp"
#include "identity/log_in.hpp"
#include "identity/sign_up.hpp"
#include "identity/token_issuer.hpp"
#include "observe/log.hpp"
#include "pipeline/deliver/deliver.hpp"
#include "pipeline/fan_out/fan_out.hpp"

// What each role is made of, for wiring.cpp alone. A part takes what it needs of the parts before it, which
// outlive it, and adds its routes.
namespace caravan::parts {

// What every role works with.
struct Ground {
  Ground(const config::Settings& chosen, Surroundings surroundings)
      : settings(chosen), around(std::move(surroundings)) {
    router.add_exact("GET", "/metrics",
                     http::metrics_route(metrics, networks(settings.server.metrics_networks)));
    router.add("GET", "/health/", http::health_route(serves()));
  }

  const config::Settings settings;
  Surroundings around;
  observe::Metrics metrics;
  const observe::DroppedLinesCount dropped_lines{metrics};
  std::unique_ptr<Stores> stores = open_stores(settings, around, metrics);
  runtime::TaskGroup pipeline{around.pipeline_loop, around.on_failure};
  runtime::TaskGroup upkeep{around.pipeline_loop, around.on_failure};  // what requests need to their end
  http::Router router;
};

// Who is calling, and how often they may.
struct Access {
  explicit Access(Ground& g) : tokens(token_issuer(g.settings, g.around.clock, g.around.random)), ground(g) {}

  identity::TokenIssuer tokens;
  Ground& ground;
  auth_validator::Validator validator{tokens.verification_keys(), validator_options(ground.around.clock)};
  http::Authentication authentication{validator, ground.around.clock};
  guard::Guard guard{guard_options(ground.settings.guard), ground.around.clock, ground.metrics};
};

// Where readers without a socket find their messages, and what that costs; nothing without a feed.
struct Feed {
  explicit Feed(Ground& ground)
      : store(open_feed_store(ground.settings, ground.around, *ground.stores, ground.metrics)),
        metered(store ? std::make_unique<Metering>(*store, ground.settings, ground.around, ground.metrics)
                      : nullptr) {}
  ports::FeedSessions* sessions() const { return metered ? metered->sessions() : nullptr; }
  const costs::Meter* meter() const { return metered ? &metered->meter() : nullptr; }

  const std::unique_ptr<FeedStore> store;
  const std::unique_ptr<Metering> metered;
};

// Lets readers into Firestore, where somebody signs for it. `feed` may be null: then open sessions stay open.
struct FirebaseSignIn {
  FirebaseSignIn(Ground& ground, Access& access, ports::FeedSessions* feed)
      : signer(firebase_signer(ground.settings.firebase, ground.around.clock)) {
    if (signer)
      sessions.emplace(firebase_session_options(ground.settings.firebase), ground.stores->accounts(), *signer,
                       feed, ground.around.clock);
    http::add_firebase_routes(ground.router, access.authentication, access.guard,
                              sessions ? &*sessions : nullptr);
  }

  const std::unique_ptr<ports::FirebaseSigner> signer;
  std::optional<identity::FirebaseSessions> sessions;
};

struct Auth {
  Auth(Ground& ground, Access& access, Feed& feed)
      : hasher(password_options(ground.settings.auth)),
        sign_up(ground.stores->accounts(), hasher),
        log_in(ground.stores->accounts(), hasher),
        directory(ground.stores->accounts()),
        administrators(ground.settings.auth.administrators),
        firebase(ground, access, feed.sessions()) {
    queue_gauge(ground.metrics, "passwords", hasher);
    http::add_auth_routes(ground.router, {sign_up, log_in, directory, access.tokens, access.authentication,
                                          access.guard, administrators});
    ground.router.add("GET", "/auth/api/health/", http::health_route(answers(ground.stores->accounts())));
  }

  identity::PasswordHasher hasher;
  identity::SignUp sign_up;
  identity::LogIn log_in;
  identity::Directory directory;
  identity::Administrators administrators;
  FirebaseSignIn firebase;
};

struct Chat {
  Chat(Ground& ground, Access& access)
      : creation(create_chat_options(ground.settings.chat), ground.stores->accounts(), ground.stores->chats(),
                 ground.around.random),
        reading(ground.stores->chats(), ground.stores->members(), ground.stores->history()),
        accept(accept_options(ground.settings.chat), ground.stores->members(), ground.stores->acceptance(),
               ground.around.random, ground.around.clock, ground.metrics),
        chat_routes(access.authentication, access.guard, creation, reading, ground.stores->members()),
        message_routes(access.authentication, access.guard, accept) {
    chat_routes.add_to(ground.router);
    message_routes.add_to(ground.router);
    ground.router.add("GET", "/chat/api/health/", http::health_route(answers(ground.stores->chats())));
  }

  chats::CreateChat creation;
  chats::ReadChats reading;
  accept::Accept accept;
  http::ChatRoutes chat_routes;
  http::MessageRoutes message_routes;
};

struct Live {
  Live(Ground& ground, Access& access)
      : tail(ground.stores->delivery_tail()),
        endpoint(
            live_options(ground.settings), ground.around.connection_loops,
            [this](domain::UserId user) { return tail.position(user); },
            {ground.stores->inbox(), live::check_with(access.validator), ground.stores->reader_presence(),
             ground.around.clock, ground.around.random, ground.metrics},
            ground.around.on_failure),
        deliver({}, tail, endpoint.readers(), ground.around.clock, ground.around.random, ground.metrics) {
    ground.router.add_upgrade("/connection/websocket", endpoint.handler());
    http::add_presence_routes(ground.router, access.authentication, access.guard,
                              ground.stores->reader_presence(), ground.stores->inbox(),
                              presence_again_in(ground.settings.presence), ground.metrics);
  }

  ports::DeliveryTail& tail;
  live::Endpoint endpoint;
  deliver::Deliver deliver;
};

struct FanOut {
  explicit FanOut(Ground& ground)
      : hop({}, ground.stores->fan_out_stage(), ground.stores->members(), ground.around.clock,
            ground.around.random, ground.metrics) {}
  fan_out::FanOut hop;
};

// When windows are flushed, within the budget.
struct Windows {
  explicit Windows(Ground& ground)
      : budget(wait_budget_options(ground.settings), ground.around.clock.now()),
        policy(budgeted_window_policy(ground.settings.aggregate, budget)) {}
  aggregate::Spending::Options spending(const config::Settings& settings) {
    return {.expected_dollars = expected_dollars(settings), .budget = &budget};
  }
  domain::WaitBudget budget;
  std::unique_ptr<const domain::WindowPolicy> policy;
};

// One of the two gathers, as the feed's layout wants it.
struct Aggregate {
  explicit Aggregate(Ground& ground)
      : windows(ground),
        hop(aggregate_options(ground.settings, windows.spending(ground.settings)), *windows.policy,
            ground.stores->aggregate_stage(), ground.stores->presence_watch(), ground.around.clock,
            ground.around.random, ground.metrics) {}
  Windows windows;
  aggregate::Aggregate hop;
};
struct AggregateStreams {
  explicit AggregateStreams(Ground& ground)
      : windows(ground),
        hop(aggregate_streams_options(ground.settings, windows.spending(ground.settings)), *windows.policy,
            ground.stores->stream_stage(), ground.around.clock, ground.around.random, ground.metrics) {}
  Windows windows;
  aggregate::AggregateStreams hop;
};

struct Publish {
  Publish(Ground& ground, Feed& feed)
      : hop(publish_options(ground.settings), ground.stores->batches(), feed.metered->feed(),
            ground.around.clock, ground.around.random, ground.metrics) {}
  publish::Publish hop;
};

// What administrators see of the bill, where batches are published.
struct Bill {
  Bill(Ground& ground, Access& access, Feed& feed)
      : directory(ground.stores->accounts()), administrators(ground.settings.auth.administrators) {
    queue_gauge(ground.metrics, "replays", replays);
    http::add_cost_routes(
        ground.router,
        {access.authentication, directory, administrators, feed.meter(), feed_name(ground.settings),
         cost_windows(ground.settings, ground.metrics), replays, ground.around.clock});
  }

  identity::Directory directory;
  identity::Administrators administrators;
  runtime::BlockingPool replays{{.name = "replays", .threads = 1, .queue_max = 4}};
};

struct Web {
  explicit Web(Ground& ground) : files(web_root(ground.settings.web), static_file_options(ground.settings)) {
    ground.router.add_exact("GET", "/config.json",
                            http::web_config_route(wire::encode(web_config(ground.settings))));
    ground.router.set_fallback(files.handler());
  }
  http::StaticFiles files;
};

}  // namespace caravan::parts
