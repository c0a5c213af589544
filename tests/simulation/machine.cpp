#include "machine.hpp"

namespace caravan::simulation {

Machine::Machine(World& world, memory::Store& chats, observe::Metrics& metrics)
    : world_(world), chats_(chats), metrics_(metrics), random_(world.random.fork()), store_(world) {}

Machine::~Machine() {
  if (process_) end();
}

void Machine::start() {
  world_.trouble("start");
  store_.power_on();
  process_ = std::make_unique<Process>(world_, store_, chats_, shown_, attended_, metrics_);
  process_->start();
}

void Machine::crash() {
  world_.trouble("crash");
  end();
}

void Machine::stop() {
  // More than every task together needs: none of them may go on for ever.
  constexpr auto kHandlersMax = 10'000;
  world_.trouble("stop");
  process_->stop();
  auto handlers = 0;
  // Time stands still: whatever waits is woken by its cancellation.
  while (!process_->at_rest() && handlers++ < kHandlersMax)
    world_.loops.run_one(random_, runtime::SteadyTime::max());
  world_.expect(process_->at_rest(), "a process that is asked to stop comes to rest");
  end();
}

void Machine::end() {
  process_->crash();
  store_.cut_power();
  process_.reset();
}

}  // namespace caravan::simulation
