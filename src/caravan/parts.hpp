#pragma once

#include <auth_validator/validator.hpp>
#include <memory>
#include <utility>

#include "caravan/gauges.hpp"
#include "caravan/health.hpp"
#include "caravan/log_feed.hpp"
#include "caravan/module_options.hpp"
#include "caravan/signing.hpp"
#include "caravan/stores.hpp"
#include "caravan/web_root.hpp"
#include "caravan/wiring.hpp"
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

// What each role is made of, for wiring.cpp alone. A part takes what it needs of the parts before it, which
// outlive it, and adds its routes.
namespace caravan::parts {

// What every role works with.
struct Ground {
  Ground(const config::Settings& chosen, Surroundings surroundings)
      : settings(chosen), around(std::move(surroundings)) {
    router.add_exact("GET", "/metrics", http::metrics_route(metrics));
  }

  const config::Settings settings;
  Surroundings around;
  observe::Metrics metrics;
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
  http::Authentication authentication{validator};
  guard::Guard guard{guard_options(ground.settings.guard), ground.around.clock, ground.metrics};
};

// The members of the chats that this process was asked about.
struct Members {
  explicit Members(Ground& ground) : cache({}, ground.stores->chats()) {}
  chats::ChatCache cache;
};

struct Auth {
  Auth(Ground& ground, Access& access)
      : hasher(password_options(ground.settings.auth)),
        sign_up(ground.stores->accounts(), hasher),
        log_in(ground.stores->accounts(), hasher),
        directory(ground.stores->accounts()) {
    queue_gauge(ground.metrics, "passwords", hasher);
    http::add_auth_routes(ground.router,
                          {sign_up, log_in, directory, access.tokens, access.authentication, access.guard});
    ground.router.add("GET", "/auth/api/health/", http::health_route(answers(ground.stores->accounts())));
  }

  identity::PasswordHasher hasher;
  identity::SignUp sign_up;
  identity::LogIn log_in;
  identity::Directory directory;
};

struct Chat {
  Chat(Ground& ground, Access& access, Members& members)
      : creation(create_chat_options(ground.settings.chat), ground.stores->accounts(), ground.stores->chats(),
                 ground.around.random),
        reading(ground.stores->chats(), members.cache, ground.stores->history()),
        accept(accept_options(ground.settings.chat), members.cache, ground.stores->acceptance(),
               ground.around.random, ground.around.clock, ground.metrics),
        chat_routes(access.authentication, creation, reading, members.cache),
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
            {ground.stores->inbox(), live::check_with(access.validator), ground.around.clock,
             ground.around.random, ground.metrics},
            ground.around.on_failure),
        deliver({}, tail, endpoint.readers(), ground.around.clock, ground.around.random, ground.metrics) {
    ground.router.add_upgrade("/connection/websocket", endpoint.handler());
  }

  ports::DeliveryTail& tail;
  live::Endpoint endpoint;
  deliver::Deliver deliver;
};

struct FanOut {
  FanOut(Ground& ground, Members& members)
      : hop({}, ground.stores->fan_out_stage(), members.cache, ground.around.clock, ground.around.random,
            ground.metrics) {}
  fan_out::FanOut hop;
};

struct Aggregate {
  explicit Aggregate(Ground& ground)
      : windows(window_policy(ground.settings.aggregate)),
        hop(aggregate_options(ground.settings.aggregate), *windows, ground.stores->aggregate_stage(),
            ground.around.clock, ground.around.random, ground.metrics) {}
  std::unique_ptr<const domain::WindowPolicy> windows;
  aggregate::Aggregate hop;
};

struct Publish {
  explicit Publish(Ground& ground)
      : feed(ground.metrics),
        hop(publish_options(ground.settings), ground.stores->batches(), feed, ground.around.clock,
            ground.around.random, ground.metrics) {}
  LogFeed feed;
  publish::Publish hop;
};

struct Web {
  explicit Web(Ground& ground) : files(web_root(ground.settings.web), {}) {
    ground.router.set_fallback(files.handler());
  }
  http::StaticFiles files;
};

}  // namespace caravan::parts
