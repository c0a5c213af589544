#include "process.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>
#include <limits>
#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr runtime::Backoff::Options kRetry{.first = 20ms, .longest = 1s};
constexpr std::size_t kNoBound = std::numeric_limits<std::size_t>::max();

// The real parts get the promised bound, or none when that is the bug to plant.
std::size_t bound_unless(bool planted, std::size_t bound) {
  return planted ? kNoBound : bound;
}

live::Session::Options session_options(Bug bug, const Bounds& bounds) {
  live::Session::Options options;
  options.stale_after = 2s;
  options.join_timeout = 4s;
  options.ping_interval = 2s;
  options.pong_timeout = 1s;
  options.expired_grace = 2s;
  options.outgoing_bytes_max = bounds.outgoing_bytes_max;
  options.outgoing_frames_max = bound_unless(bug == Bug::slow_reader_unbounded, bounds.outgoing_frames_max);
  return options;
}

live::RecoveryOptions recovery_options(Bug bug, const Bounds& bounds) {
  const bool unbounded = bug == Bug::recovery_unbounded;
  return {.deliveries_max = bound_unless(unbounded, bounds.recovery_deliveries_max),
          .bytes_max = bound_unless(unbounded, bounds.recovery_bytes_max),
          .publication_deliveries_max = bounds.publication_deliveries_max - 1};
}

live::Hub::Options hub_options(Bug bug, const Bounds& bounds) {
  return {.loop_backlog_bytes_max =
              bound_unless(bug == Bug::hub_backlog_unbounded, bounds.loop_backlog_bytes_max),
          .publication_deliveries_max =
              bound_unless(bug == Bug::publication_unbounded, bounds.publication_deliveries_max)};
}

domain::Windows::Options windows_options(Bug bug, const Bounds& bounds) {
  return {.batch_bytes_max = bound_unless(bug == Bug::batch_unbounded, bounds.batch_bytes_max),
          .open_max = bound_unless(bug == Bug::windows_unbounded, bounds.windows_open_max)};
}

aggregate::Options aggregate_options(Bug bug, const Bounds& bounds) {
  return {.windows = windows_options(bug, bounds),
          .deliveries_max = 8,
          .attendance = {.lease = bounds.lease,
                         .leave_grace = bounds.leave_grace,
                         .unseen_after = bounds.unseen_after},
          .held = {.time = bounds.held,
                   .bytes_max = bound_unless(bug == Bug::held_unbounded, bounds.held_bytes_max)},
          .presence_interval = bounds.presence_interval,
          .retry = kRetry};
}

publish::Waiting::Options waiting_options(Bug bug, const Bounds& bounds) {
  return {.interval = bug == Bug::pace_ignored ? 0ms : bounds.pace, .under_way_max = 4, .retry = kRetry};
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

Process::Process(World& world, Store& store, memory::Store& chats, Shown& shown, Attended& attended,
                 observe::Metrics& metrics)
    : world_(world),
      store_(store),
      random_(world.random.fork()),
      disk_(world),
      pipeline_(world),
      http_{HttpThread(world), HttpThread(world)},
      chats_(store, chats),
      acceptance_(store, chats),
      aggregate_stage_(store, attended),
      feed_(store, shown),
      presence_(world, attended),
      members_({.chats_max = 2}, chats_),
      accept_({}, members_, acceptance_, random_, world.clock, metrics),
      windows_(world.bug == Bug::window_too_long ? bounds_.window * 2 : bounds_.window),
      hub_(
          hub_options(world.bug, bounds_), {http_[0].loop.executor(), http_[1].loop.executor()},
          [&tail = delivery_tail_](domain::UserId user) { return tail.position(user); }, &presence_),
      fan_out_({.messages_max = 8, .retry = kRetry}, fan_out_stage_, members_, world.clock, random_, metrics),
      deliver_({.deliveries_max = 12, .retry = kRetry}, delivery_tail_, hub_, world.clock, random_, metrics),
      aggregate_(aggregate_options(world.bug, bounds_), windows_, aggregate_stage_, &presence_, world.clock,
                 random_, metrics),
      aggregate_streams_({.windows = windows_options(world.bug, bounds_), .messages_max = 8, .retry = kRetry},
                         windows_, stream_stage_, world.clock, random_, metrics),
      publish_({.waiting = waiting_options(world.bug, bounds_), .batches_max = 8, .retry = kRetry}, batches_,
               feed_, world.clock, random_, metrics),
      session_options_(session_options(world.bug, bounds_)),
      recovery_options_(recovery_options(world.bug, bounds_)),
      check_token_(token_check(world)),
      surroundings_{world, hub_, inbox_, session_options_, recovery_options_, check_token_, bounds_} {}

void Process::start() {
  disk_.tasks.spawn("store", store_.run());
  pipeline_.tasks.spawn("fan_out", fan_out_.run());
  pipeline_.tasks.spawn("deliver", deliver_.run());
  pipeline_.tasks.spawn("aggregate", aggregate_.run());
  if (world_.gathers_streams) pipeline_.tasks.spawn("aggregate", aggregate_streams_.run());
  pipeline_.tasks.spawn("publish", publish_.run(pipeline_.tasks));
  pipeline_.tasks.spawn("trim", trim());
  for (std::size_t i = 0; i < kHttpLoops; ++i)
    http_[i].tasks.spawn("tick", tick(i));
}

void Process::crash() {
  for (auto* thread : threads())
    thread->loop.drop();
  for (auto* thread : threads())
    thread->tasks.abandon();
}

void Process::stop() {
  for (auto* thread : threads())
    boost::asio::post(thread->loop.executor(), [thread] { thread->tasks.cancel(); });
}

bool Process::at_rest() const {
  const auto rests = [](const Thread& thread) { return thread.tasks.size() == 0; };
  return rests(disk_) && rests(pipeline_) && std::all_of(http_.begin(), http_.end(), rests);
}

void Process::stall(runtime::SteadyTime until) {
  const auto all = threads();
  all[random_.below(all.size())]->loop.stall(until);
}

std::array<Thread*, 2 + Process::kHttpLoops> Process::threads() {
  return {&disk_, &pipeline_, &http_[0], &http_[1]};
}

void Process::serve(std::string name, ports::Task<void> work) {
  arrive(http_[any_http()], std::move(name), std::move(work));
}

// What comes from outside reaches a task group on its own loop.
void Process::arrive(Thread& thread, std::string name, ports::Task<void> work) {
  boost::asio::post(thread.loop.executor(),
                    [&thread, name = std::move(name), work = std::move(work)]() mutable {
                      thread.tasks.spawn(std::move(name), std::move(work));
                    });
}

SharedSocket Process::connect() {
  auto socket = std::make_shared<Socket>();
  const auto http = any_http();
  arrive(http_[http], "connection", converse(socket, http));
  return socket;
}

ports::Task<void> Process::converse(SharedSocket socket, std::size_t http) {
  LiveConnection connection(std::move(socket), http, surroundings_);
  struct Place {
    std::list<LiveConnection*>& all;
    std::list<LiveConnection*>::iterator entry;
    ~Place() { all.erase(entry); }
  };
  auto& connections = http_[http].connections;
  const Place place{connections, connections.insert(connections.end(), &connection)};
  co_await connection.run();
}

ports::Task<void> Process::tick(std::size_t http) {
  for (;;) {
    co_await world_.clock.sleep_until(world_.clock.now() + 250ms);
    for (auto* connection : http_[http].connections)
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
  const auto end = std::min(store_.visible().committed("aggregate"), delivery_tail_.position({}));
  const Decide<void> append = [end](const Image&, Commit& commit) -> ports::Result<void> {
    commit.add(Trimmed{end});
    return {};
  };
  const auto trimmed = co_await store_.write<void>(append);
  world_.trace.note("log.trimmed", {end, trimmed.has_value()});
}

}  // namespace caravan::simulation
