#include "distributed/installation_simulation.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <vector>

#include "distributed/person.hpp"

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto kFinishWithin = 60s;       // of people, once nothing goes wrong any more
constexpr auto kReachEverybody = 8s;      // then, until what was noted has been relayed and fanned out
constexpr auto kReadAgainWithin = 900ms;  // of the last reader

// How often it goes wrong, per step of the driver; 0 for never.
struct InstallationFaults {
  std::size_t crash = 0;
  std::size_t stop = 0;
  std::size_t partition_away = 0;
  std::size_t tables_away = 0;
  std::size_t rebalance = 0;

  static InstallationFaults drawn_from(SeededRandom& random) {
    const auto maybe = [&random](std::size_t least, std::size_t most) {
      return random.one_in(3) ? 0 : least + random.below(most - least + 1);
    };
    InstallationFaults faults;
    faults.crash = maybe(500, 4'000);
    faults.stop = maybe(500, 4'000);
    faults.partition_away = maybe(200, 2'000);
    faults.tables_away = maybe(500, 4'000);
    faults.rebalance = maybe(200, 2'000);
    return faults;
  }
};

class InstallationSimulation {
 public:
  InstallationSimulation(Options options, observe::Metrics& metrics)
      : options_(options),
        metrics_(metrics),
        world_(options.seed, options.bug, options.print),
        random_(world_.random.fork()),
        faults_(InstallationFaults::drawn_from(random_)),
        population_(world_),
        ledger_(world_, [this](const domain::TimeUuid& time) { return life_of(time); }),
        installation_(world_, population_.stored, ledger_) {}

  // What waits for whom ends before whom it waits for.
  ~InstallationSimulation() {
    world_.clients.drop();
    clients_.abandon();
    for (const auto& node : lives_)
      if (!is_over(*node)) node->drop();
    installation_.network.drop();
  }

  Outcome run() {
    for (auto nodes = 2 + random_.below(2); nodes > 0; --nodes)
      places_.push_back({});
    for (auto& place : places_)
      start(place);
    populate();
    for (std::size_t step = 0; step < options_.steps && world_.violations.empty(); ++step) {
      go_wrong();
      advance();
    }
    settle();
    if (world_.violations.empty()) check();
    return {.violations = world_.violations,
            .trace_hash = world_.trace.hash(),
            .messages = ledger_.sends(),
            .crashes = crashes_,
            .relayed = ledger_.relayed(),
            .orders_judged = ledger_.orders_judged()};
  }

 private:
  // Where a node runs, one life after the other.
  struct Place {
    Node* node = nullptr;
    runtime::SteadyTime restart_at;
    std::vector<std::pair<Life, runtime::SteadyTime>> dead;  // until the group has noticed
  };

  Life life_of(const domain::TimeUuid& time) const {
    const auto found = std::ranges::find_if(lives_, [&time](const auto& node) { return node->gave(time); });
    return found == lives_.end() ? 0 : (*found)->life();
  }
  bool is_over(const Node& node) const {
    return std::ranges::none_of(places_, [&node](const Place& place) { return place.node == &node; });
  }

  void start(Place& place) {
    const auto life = static_cast<Life>(lives_.size() + 1);
    const auto skew = std::chrono::duration_cast<std::chrono::milliseconds>(
        random_.between(0ms, 2 * promises_.skew_max) - promises_.skew_max);
    world_.trace.note("start", {life, skew.count()});
    lives_.push_back(std::make_unique<Node>(world_, installation_, life, skew, metrics_));
    place.node = lives_.back().get();
    ledger_.began(life);
    place.node->start();
    installation_.group.join(life, random_);
  }

  void populate() {
    for (const auto user : population_.users) {
      people_.push_back(std::make_unique<Person>(
          world_, ledger_, installation_.tables, [this] { return any_node(); }, population_, user));
      clients_.spawn("person", people_.back()->run());
    }
    for (const auto& chat : population_.chats) {
      readers_.push_back(std::make_unique<ForwardReader>(world_, installation_.tables, chat.id));
      clients_.spawn("reader", readers_.back()->run());
    }
  }

  Node* any_node() {
    std::vector<Node*> serving;
    for (const auto& place : places_)
      if (place.node && place.node->serves()) serving.push_back(place.node);
    return serving.empty() ? nullptr : serving[random_.below(serving.size())];
  }

  void go_wrong() {
    const auto now = world_.clock.now();
    auto& place = places_[random_.below(places_.size())];
    if (place.node && random_.one_in(faults_.crash)) crash(place);
    if (place.node && place.node->serves() && random_.one_in(faults_.stop)) {
      world_.trace.note("stop", {place.node->life()});
      place.node->stop();
    }
    if (random_.one_in(faults_.partition_away)) {
      const auto partition = random_.below(kPartitions);
      world_.trace.note("partition.away", {static_cast<std::int64_t>(partition)});
      installation_.broker.partitions[partition].leader.back_at = now + random_.between(50ms, 2s);
    }
    if (random_.one_in(faults_.tables_away))
      installation_.tables.server.back_at = now + random_.between(50ms, 1500ms);
    if (random_.one_in(faults_.rebalance) && place.node)
      installation_.group.join(place.node->life(), random_);
  }

  void crash(Place& place) {
    world_.trace.note("crash", {place.node->life()});
    ledger_.crashed(place.node->life());
    ++crashes_;
    end(place, world_.clock.now() + promises_.session_timeout);
  }

  void end(Place& place, runtime::SteadyTime noticed_at) {
    place.dead.emplace_back(place.node->life(), noticed_at);
    place.node->drop();
    place.node = nullptr;
    place.restart_at = world_.clock.now() + random_.between(1ms, 2s);
  }

  // One handler of one loop, or, when all are at rest, a step of time.
  void advance() {
    auto& clock = world_.clock;
    for (auto& place : places_)
      look_after(place);
    note_who_is_away();
    if (world_.loops.run_one(random_, clock.now())) return;
    auto next = clock.next_deadline();
    for (const auto& place : places_) {
      if (!place.node) next = std::min(next, place.restart_at);
      for (const auto& [life, noticed_at] : place.dead)
        next = std::min(next, noticed_at);
    }
    clock.advance(std::max<runtime::SteadyTime::duration>(next - clock.now(), 0ns));
  }

  void look_after(Place& place) {
    const auto now = world_.clock.now();
    if (place.node && place.node->has_stopped()) {
      if (place.node->gave_up()) ledger_.crashed(place.node->life());
      end(place, now);
    }
    std::erase_if(place.dead, [this, now](const auto& dead) {
      if (dead.second > now) return false;
      installation_.group.leave(dead.first, random_);
      return true;
    });
    if (!place.node && now >= place.restart_at) start(place);
  }

  void note_who_is_away() {
    const auto now = world_.clock.now();
    for (std::size_t i = 0; i < kPartitions; ++i)
      if (installation_.broker.partitions[i].leader.is_away(now)) ledger_.partition_trouble(i);
    const bool away = installation_.tables.server.is_away(now);
    if (away != std::exchange(tables_away_, away)) world_.trouble(away ? "tables.away" : "tables.back");
  }

  template <class Done>
  void advance_until(Done done, runtime::SteadyTime deadline) {
    while (world_.violations.empty() && !done() && world_.clock.now() < deadline)
      advance();
  }

  // Everything is repaired, people finish, and what is under way arrives.
  void settle() {
    world_.trace.note("settle");
    world_.settling = true;
    world_.faults = {};
    faults_ = {};
    const auto finished = [this] {
      return std::ranges::all_of(people_, [](const auto& person) { return person->finished(); });
    };
    advance_until(finished, world_.clock.now() + kFinishWithin);
    if (world_.violations.empty()) world_.expect(finished(), "a send that is repeated is settled");
    advance_until([] { return false; }, world_.clock.now() + kReachEverybody);
  }

  void check() {
    Ledger::History history;
    for (const auto& [chat, messages] : installation_.tables.messages)
      for (const auto& [time, message] : messages)
        history[chat].push_back(message);
    ledger_.check(history, [this](domain::ChatId id) {
      const auto chat = std::ranges::find(population_.chats, id, &domain::Chat::id);
      std::vector<domain::UserId> members;
      for (const auto& member : chat->members)
        members.push_back(member.id);
      return members;
    });
    for (const auto& reader : readers_)
      ledger_.check_reader(reader->seen(), history[reader->chat()]);
    world_.expect(installation_.tables.unpublished.empty(), "what was noted is relayed");
  }

  const Options options_;
  observe::Metrics& metrics_;
  const Promises promises_;
  World world_;
  SeededRandom random_;
  InstallationFaults faults_;
  Population population_;
  Ledger ledger_;
  Installation installation_;
  std::vector<std::unique_ptr<Node>>
      lives_;  // those that are over, too: what was sent to them may still come
  std::vector<Place> places_;
  std::vector<std::unique_ptr<Person>> people_;
  std::vector<std::unique_ptr<ForwardReader>> readers_;
  runtime::TaskGroup clients_{world_.clients.executor(), [](const std::string&, std::exception_ptr failure) {
                                std::rethrow_exception(failure);
                              }};
  bool tables_away_ = false;
  std::size_t crashes_ = 0;
};

}  // namespace

Outcome simulate_installation(Options options, observe::Metrics& metrics) {
  return InstallationSimulation(options, metrics).run();
}

}  // namespace caravan::simulation
