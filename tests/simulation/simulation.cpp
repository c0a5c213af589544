#include "simulation.hpp"

#include <algorithm>
#include <exception>
#include <memory>

#include "checker.hpp"
#include "feed_reader.hpp"
#include "machine.hpp"
#include "reader.hpp"
#include "sender.hpp"

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto kFinishWithin = 60s;       // of senders, once nothing goes wrong any more
constexpr auto kReachEverybody = 4s;      // then, until what was sent has reached everybody
constexpr std::size_t kCalmMessages = 3;  // of each sender, to see the bounds of waits that hold in calm

// The driver: moves the event loops and time, and lets things go wrong.
class Simulation {
 public:
  Simulation(Options options, observe::Metrics& metrics)
      : options_(options),
        world_(options.seed, options.bug, options.print),
        random_(world_.random.fork()),
        population_(world_),
        checker_(world_, population_),
        machine_(world_, population_.stored, metrics) {}

  ~Simulation() {
    world_.clients.drop();
    clients_.abandon();
  }

  Outcome run() {
    machine_.start();
    populate();
    for (std::size_t step = 0; step < options_.steps && world_.violations.empty(); ++step) {
      if (time_moved_ || !options_.faults_at_rest) go_wrong();
      advance();
    }
    settle();
    if (world_.violations.empty()) check();
    return {.violations = world_.violations,
            .trace_hash = world_.trace.hash(),
            .messages = checker_.sends().size(),
            .crashes = crashes_,
            .feed_waits = checker_.feed_waits(),
            .live_waits = checker_.live_waits(),
            .stream_waits = checker_.stream_waits(),
            .covered = checker_.covered()};
  }

 private:
  void populate() {
    for (const auto user : population_.users) {
      senders_.push_back(std::make_unique<Sender>(world_, machine_, checker_, clients_, population_, user));
      clients_.spawn("sender", senders_.back()->run());
      for (auto devices = 1 + random_.below(2); devices > 0; --devices) {
        if (random_.one_in(2))
          join(readers_, user);
        else
          join(feed_readers_, user);
      }
    }
  }

  template <class Device>
  void join(std::vector<std::unique_ptr<Device>>& devices, domain::UserId user) {
    devices.push_back(std::make_unique<Device>(world_, machine_, population_, user));
    clients_.spawn("reader", devices.back()->run());
  }

  void go_wrong() {
    const auto& faults = world_.faults;
    auto& clock = world_.clock;
    if (machine_.running() && random_.one_in(faults.crash)) crash();
    // A stop ends tasks between two handlers, at whatever moment it comes.
    if (machine_.running() && !options_.faults_at_rest && random_.one_in(faults.stop)) {
      machine_.stop();
      restart_at_ = clock.now() + random_.between(1ms, 500ms);
    }
    if (machine_.running() && random_.one_in(faults.loop_stalls)) {
      world_.halt("loop_stalls");
      machine_.process()->stall(clock.now() + random_.between(50ms, 1500ms));
    }
    if (random_.one_in(faults.machine_pauses)) {
      clock.advance(random_.between(100ms, 4s));
      world_.halt("machine_paused");
    }
    if (random_.one_in(faults.wall_jump)) {
      world_.trace.note("wall_jump");
      clock.set_wall(clock.wall() + random_.between(0s, 2h) - 1h);
    }
  }

  void crash() {
    machine_.crash();
    ++crashes_;
    restart_at_ = world_.clock.now() + random_.between(1ms, 3s);
  }

  // One handler of one loop, or, when all are at rest, a step of time.
  void advance() {
    auto& clock = world_.clock;
    if (!machine_.running() && clock.now() >= restart_at_) machine_.start();
    time_moved_ = !world_.loops.run_one(random_, clock.now());
    if (!time_moved_) {
      if (machine_.running()) checker_.check_bounds(*machine_.process());
      return;
    }
    auto next = std::min(clock.next_deadline(), world_.loops.next_resumption(clock.now()));
    if (!machine_.running()) next = std::min(next, restart_at_);
    clock.advance(next - clock.now());
  }

  template <class Done>
  void advance_until(Done done, runtime::SteadyTime deadline) {
    while (world_.violations.empty() && !done() && world_.clock.now() < deadline)
      advance();
  }
  void pass(std::chrono::nanoseconds time) {
    advance_until([] { return false; }, world_.clock.now() + time);
  }
  void let_senders_finish() {
    advance_until(
        [this] {
          return std::all_of(senders_.begin(), senders_.end(),
                             [](const auto& sender) { return sender->finished(); });
        },
        world_.clock.now() + kFinishWithin);
  }

  // Everything is repaired; then some more is said, which nothing disturbs.
  void settle() {
    world_.trace.note("settle");
    world_.settling = true;
    world_.faults = {};
    let_senders_finish();
    pass(Bounds{}.calm_after);
    for (const auto& sender : senders_)
      clients_.spawn("sender", sender->say(kCalmMessages));
    for (const auto& reader : readers_)
      if (random_.one_in(2)) clients_.spawn("leaver", reader->step_out());
    pass(1ms);
    let_senders_finish();
    pass(kReachEverybody);
  }

  void check() {
    const auto& image = machine_.store().durable();
    checker_.check_history(image);
    checker_.check_hops(image, machine_.shown(), machine_.attended());
    checker_.check_streams(machine_.shown());
    checker_.check_presence(machine_.shown(), machine_.attended());
    for (const auto& reader : readers_) {
      checker_.check_view(reader->user(), reader->seen(), image, Checker::Own::shown);
      checker_.check_live_waits(reader->user(), reader->attention_until(world_.clock.now()));
    }
    for (const auto& reader : feed_readers_) {
      checker_.check_view(reader->user(), reader->seen(), image, Checker::Own::known);
      checker_.check_feed_waits(reader->user(), reader->attention_until(world_.clock.now()));
    }
  }

  const Options options_;
  World world_;
  SeededRandom random_;
  Population population_;
  Checker checker_;
  Machine machine_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<std::unique_ptr<FeedReader>> feed_readers_;
  runtime::TaskGroup clients_{world_.clients.executor(), [](const std::string&, std::exception_ptr failure) {
                                std::rethrow_exception(failure);
                              }};
  runtime::SteadyTime restart_at_;
  bool time_moved_ = false;  // in the last step: no handler of the new instant has run
  std::size_t crashes_ = 0;
};

}  // namespace

Outcome simulate(Options options, observe::Metrics& metrics) {
  return Simulation(options, metrics).run();
}

}  // namespace caravan::simulation
