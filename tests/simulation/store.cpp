#include "store.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace caravan::simulation {

using namespace std::chrono_literals;

Store::Store(World& world) : world_(world), random_(world.random.fork()) {}

ports::Task<void> Store::run() {
  for (;;) {
    while (journal_.durable() == journal_.end())
      co_await world_.clock.wait(*dirty_, runtime::SteadyTime::max());
    // What comes while the disk works waits for the next round.
    const auto end = journal_.end();
    co_await pause();
    if (world_.bug == Bug::answered_before_sync) {
      answerable_ = end;
      changed_.set();
      // Those who wait go first, several turns of theirs; time does not pass.
      for (auto turns = 0; turns < 20; ++turns)
        co_await boost::asio::post(boost::asio::use_awaitable);
    }
    sync(end);
  }
}

void Store::sync(std::size_t end) {
  for (auto i = journal_.durable(); i < end; ++i)
    visible_.apply(journal_[i]);
  journal_.sync(end);
  answerable_ = end;
  world_.trace.note("store.synced", {static_cast<std::int64_t>(end)});
  changed_.set();
}

void Store::cut_power() {
  journal_.lose_power(random_);
  dirty_.reset();
}

void Store::power_on() {
  dirty_ = std::make_unique<runtime::AutoResetEvent>();
  journal_.recover(world_.bug == Bug::torn_commit_kept);
  tip_ = {};
  for (std::size_t i = 0; i < journal_.end(); ++i)
    tip_.apply(journal_[i]);
  visible_ = tip_;
  answerable_ = journal_.durable();
  world_.trace.note("store.recovered", {static_cast<std::int64_t>(journal_.end())});
}

ports::Task<std::optional<ports::Error>> Store::before_read() {
  co_await pause();
  if (!random_.one_in(world_.faults.store_refuses)) co_return std::nullopt;
  world_.trouble("store.read_refused");
  co_return ports::Error{ports::Errc::unavailable, "simulated"};
}

domain::TimeUuid Store::next_time(const Image& tip) {
  const auto& messages = tip.topic<domain::SharedMessage>();
  const auto wall = std::chrono::floor<domain::TimeUuidTicks>(world_.clock.wall());
  const bool follows_wall = messages.empty() || world_.bug == Bug::time_goes_back;
  const auto floor = follows_wall ? domain::WallTime{} : messages.back().record->time.instant();
  return domain::TimeUuidSequence(1, floor).next(wall);
}

ports::Task<void> Store::pause() {
  auto time = random_.between(20us, 2ms);
  if (random_.one_in(world_.faults.store_slow)) {
    world_.trouble("store.slow");
    time = random_.between(50ms, 1500ms);
  }
  co_await world_.clock.sleep_until(world_.clock.now() + time);
}

ports::Task<void> Store::synced(std::size_t position) {
  runtime::BroadcastEvent::Waiter waiter(changed_);
  while (answerable_ < position)
    co_await world_.clock.wait(waiter.event(), runtime::SteadyTime::max());
}

std::size_t Store::append(Commit commit) {
  // A call that writes nothing still answers only about what is durable.
  if (commit.writes.empty()) return journal_.end();
  tip_.apply(commit);
  journal_.append(std::move(commit));
  dirty_->set();
  if (world_.bug == Bug::show_before_sync) changed_.set();
  return journal_.end();
}

std::optional<ports::Error> Store::refusal_of_write() {
  if (random_.one_in(world_.faults.store_refuses)) {
    world_.trouble("store.write_refused");
    return ports::Error{random_.one_in(2) ? ports::Errc::unavailable : ports::Errc::overloaded, "simulated"};
  }
  if (world_.faults.store_uncertain != 0 && random_.one_in(2 * world_.faults.store_uncertain)) {
    world_.trouble("store.write_lost");
    return ports::Error{ports::Errc::uncertain, "simulated: not done"};
  }
  return std::nullopt;
}

std::optional<ports::Error> Store::doubt_after_write() {
  if (world_.faults.store_uncertain == 0 || !random_.one_in(2 * world_.faults.store_uncertain))
    return std::nullopt;
  world_.trouble("store.answer_lost");
  return ports::Error{ports::Errc::uncertain, "simulated: done"};
}

}  // namespace caravan::simulation
