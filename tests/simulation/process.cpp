#include "process.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr runtime::Backoff::Options kRetry{.first = 20ms, .longest = 1s};

live::Session::Options session_options(const World& world, const Bounds& bounds) {
  live::Session::Options options;
  options.stale_after = 2s;
  options.join_timeout = 4s;
  options.ping_interval = 2s;
  options.pong_timeout = 1s;
  options.expired_grace = 2s;
  options.outgoing_bytes_max = bounds.outgoing_bytes_max;
  options.outgoing_frames_max = bounds.outgoing_frames_max;
  if (world.bug == Bug::slow_reader_unbounded) options.outgoing_frames_max = 1'000'000;
  return options;
}

// A token is its user's number, good for some seconds from each look at it.
live::TokenCheck token_check(World& world) {
  return [&world](std::string_view token) -> std::variant<live::Bearer, live::TokenFailure> {
    const auto user = domain::UserId::parse(token);
    if (!user) return live::TokenFailure::invalid;
    return live::Bearer{*user, world.clock.wall() + 8s};
  };
}

}  // namespace

Process::Process(World& world, Store& store, memory::Store& chats, Shown& shown, observe::Metrics& metrics)
    : world_(world),
      store_(store),
      random_(world.random.fork()),
      chats_(store, chats),
      acceptance_(store, chats),
      feed_(store, shown),
      members_({.chats_max = 2}, chats_),
      accept_({}, members_, acceptance_, random_, world.clock, metrics),
      windows_(world.bug == Bug::window_too_long ? bounds_.window * 3 : bounds_.window),
      hub_({.loop_backlog_bytes_max = 64 << 10, .publication_deliveries_max = 4}, {world.loop.get_executor()},
           delivery_tail_.start()),
      fan_out_({.messages_max = 8, .retry = kRetry}, fan_out_stage_, members_, world.clock, random_, metrics),
      deliver_({.deliveries_max = 8, .retry = kRetry}, delivery_tail_, hub_, world.clock, random_, metrics),
      aggregate_({.windows = {.open_max = bounds_.windows_open_max}, .deliveries_max = 8, .retry = kRetry},
                 windows_, aggregate_stage_, world.clock, random_, metrics),
      publish_({.per_recipient_interval = bounds_.pace, .batches_max = 8, .retry = kRetry}, batches_, feed_,
               world.clock, random_, metrics),
      session_options_(session_options(world, bounds_)),
      recovery_options_{.deliveries_max = 12, .bytes_max = 8 << 10, .publication_deliveries_max = 3},
      check_token_(token_check(world)),
      surroundings_{world,
                    hub_,
                    inbox_,
                    session_options_,
                    recovery_options_,
                    check_token_,
                    bounds_.outgoing_bytes_max,
                    bounds_.outgoing_frames_max},
      tasks_(world.loop.get_executor(), [&world](const std::string& task, std::exception_ptr failure) {
        try {
          std::rethrow_exception(std::move(failure));
        } catch (const std::exception& error) {
          world.violated("task " + task + " does not throw: " + error.what());
        }
      }) {}

void Process::start() {
  tasks_.spawn("store", store_.run());
  tasks_.spawn("fan_out", fan_out_.run());
  tasks_.spawn("deliver", deliver_.run());
  tasks_.spawn("aggregate", aggregate_.run());
  tasks_.spawn("publish", publish_.run());
  tasks_.spawn("tick", tick());
  tasks_.spawn("trim", trim());
}

SharedSocket Process::connect() {
  auto socket = std::make_shared<Socket>();
  tasks_.spawn("connection", serve(socket));
  return socket;
}

ports::Task<void> Process::serve(SharedSocket socket) {
  LiveConnection connection(std::move(socket), surroundings_);
  struct Place {
    std::list<LiveConnection*>& all;
    std::list<LiveConnection*>::iterator entry;
    ~Place() { all.erase(entry); }
  };
  const Place place{connections_, connections_.insert(connections_.end(), &connection)};
  co_await connection.run();
}

ports::Task<void> Process::tick() {
  for (;;) {
    co_await world_.clock.sleep_until(world_.clock.now() + 250ms);
    for (auto* connection : connections_)
      connection->tick();
  }
}

ports::Task<void> Process::trim() {
  for (;;) {
    co_await world_.clock.sleep_until(world_.clock.now() + 700ms);
    if (random_.one_in(world_.faults.log_trimmed)) co_await trim_once();
  }
}

// Retention takes only what every consumer has behind it.
ports::Task<void> Process::trim_once() {
  const auto end = std::min(store_.visible().done("aggregate"), hub_.position());
  const Decide<void> append = [end](const Image&, Commit& commit) -> ports::Result<void> {
    commit.add(Trimmed{end});
    return {};
  };
  const auto trimmed = co_await store_.write<void>(append);
  world_.trace.note("log.trimmed", {end, trimmed.has_value()});
}

}  // namespace caravan::simulation
