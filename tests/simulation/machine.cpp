#include "machine.hpp"

#include <boost/asio/post.hpp>

namespace caravan::simulation {

Machine::Machine(World& world, memory::Store& chats, observe::Metrics& metrics)
    : world_(world), chats_(chats), metrics_(metrics), random_(world.random.fork()), store_(world) {}

void Machine::start() {
  store_.power_on();
  process_ = std::make_unique<Process>(world_, store_, chats_, shown_, metrics_);
  process_->start();
}

void Machine::crash() {
  if (!process_) return;
  world_.trouble("crash");
  // Task groups are stopped from their own loop.
  boost::asio::post(world_.loop, [this] {
    store_.cut_power();
    process_->crash();
  });
  // Time stands still: tasks end at the wait in which they were found. What is posted refers to the process.
  while (world_.loop.poll_one() != 0) {
  }
  process_.reset();
}

}  // namespace caravan::simulation
