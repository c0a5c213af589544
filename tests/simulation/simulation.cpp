#include "simulation.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>
#include <memory>

#include "checker.hpp"
#include "machine.hpp"
#include "reader.hpp"
#include "sender.hpp"

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto kFinishWithin = 60s;  // of senders, once nothing goes wrong any more
constexpr auto kSettle = 12s;        // then, until everything has reached everybody

// The driver: moves the event loop and time, and lets things go wrong.
class Simulation {
 public:
  Simulation(Options options, observe::Metrics& metrics)
      : world_(options.seed, options.bug, options.print),
        random_(world_.random.fork()),
        population_(world_),
        checker_(world_, population_),
        machine_(world_, population_.stored, metrics) {}

  ~Simulation() {
    boost::asio::post(world_.loop, [this] { clients_.cancel(); });
    while (world_.loop.poll_one() != 0) {
    }
  }

  Outcome run(std::size_t steps) {
    machine_.start();
    populate();
    for (std::size_t step = 0; step < steps && world_.violations.empty(); ++step) {
      go_wrong();
      advance();
    }
    settle();
    if (world_.violations.empty()) check();
    return {world_.violations, world_.trace.hash(), checker_.sends().size(), crashes_};
  }

 private:
  void populate() {
    for (const auto user : population_.users) {
      senders_.push_back(std::make_unique<Sender>(world_, machine_, checker_, population_, user));
      clients_.spawn("sender", senders_.back()->run());
      for (auto devices = 1 + random_.below(2); devices > 0; --devices) {
        readers_.push_back(std::make_unique<Reader>(world_, machine_, population_, user));
        clients_.spawn("reader", readers_.back()->run());
      }
    }
  }

  void go_wrong() {
    if (machine_.running() && random_.one_in(world_.faults.crash)) {
      machine_.crash();
      ++crashes_;
      restart_at_ = world_.clock.now() + random_.between(1ms, 3s);
    }
    if (random_.one_in(world_.faults.wall_jump)) {
      world_.trace.note("wall_jump");
      world_.clock.set_wall(world_.clock.wall() + random_.between(0s, 2h) - 1h);
    }
  }

  // One step of the event loop, or, when it has come to rest, of time.
  void advance() {
    if (!machine_.running() && world_.clock.now() >= restart_at_) machine_.start();
    if (world_.loop.poll_one() != 0) return;
    auto next = world_.clock.next_deadline();
    if (!machine_.running()) next = std::min(next, restart_at_);
    world_.clock.advance(next - world_.clock.now());
  }

  void settle() {
    world_.trace.note("settle");
    world_.settling = true;
    world_.faults = {};
    const auto senders_finished = [this] {
      return std::all_of(senders_.begin(), senders_.end(),
                         [](const auto& sender) { return sender->finished(); });
    };
    const auto deadline = world_.clock.now() + kFinishWithin;
    while (world_.violations.empty() && !senders_finished() && world_.clock.now() < deadline)
      advance();
    const auto end = world_.clock.now() + kSettle;
    while (world_.violations.empty() && world_.clock.now() < end)
      advance();
  }

  void check() {
    const auto& image = machine_.store().durable();
    checker_.check_history(image);
    checker_.check_hops(image, machine_.shown());
    for (const auto& reader : readers_)
      checker_.check_view(reader->user(), reader->seen(), image);
  }

  World world_;
  SeededRandom random_;
  Population population_;
  Checker checker_;
  Machine machine_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::vector<std::unique_ptr<Reader>> readers_;
  runtime::TaskGroup clients_{world_.loop.get_executor(), [](const std::string&, std::exception_ptr failure) {
                                std::rethrow_exception(failure);
                              }};
  runtime::SteadyTime restart_at_;
  std::size_t crashes_ = 0;
};

}  // namespace

Outcome simulate(Options options, observe::Metrics& metrics) {
  return Simulation(options, metrics).run(options.steps);
}

}  // namespace caravan::simulation
