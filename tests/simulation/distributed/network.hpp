#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "faults.hpp"
#include "ports/task.hpp"
#include "runtime/task_group.hpp"
#include "world.hpp"

namespace caravan::simulation {

// A server that several nodes share: it does not end with any of them, and may be away for a while.
struct Server {
  runtime::SteadyTime back_at;

  bool is_away(runtime::SteadyTime now) const { return now < back_at; }
};

// The way from a node to the servers. What was sent goes on without whoever sent it.
class Network {
 public:
  explicit Network(World& world) : world_(world), random_(world.random.fork()) {}

  // Ends everything that is under way, before the loops of those who waited for it are gone.
  void drop() {
    loop_.drop();
    requests_.abandon();
  }

  // Has the server do `effect` once, unless the request is lost. Nothing when no answer came by `deadline`:
  // then it was done, or not, or will be.
  template <class T>
  ports::Task<std::optional<T>> ask(const Server& server, std::function<T()> effect,
                                    runtime::SteadyTime deadline) {
    const auto answer = std::make_shared<Answer<T>>();
    requests_.spawn("request", carry(server, std::move(effect), answer));
    while (!answer->value && world_.clock.now() < deadline)
      co_await world_.clock.wait(answer->arrived, deadline);
    co_return std::move(answer->value);
  }

  // As long as one way takes.
  ports::Task<void> travel() {
    using namespace std::chrono_literals;
    const bool slow = random_.one_in(world_.faults.store_slow);
    if (slow) world_.trouble("network.slow");
    const auto time = slow ? random_.between(20ms, 600ms) : random_.between(50us, 5ms);
    return world_.clock.sleep_until(world_.clock.now() + time);
  }

 private:
  template <class T>
  struct Answer {
    std::optional<T> value;
    runtime::AutoResetEvent arrived;
  };

  bool loses() { return random_.one_in(world_.faults.network_loses); }

  template <class T>
  ports::Task<void> carry(const Server& server, std::function<T()> effect,
                          std::shared_ptr<Answer<T>> answer) {
    co_await travel();
    if (loses()) co_return;
    if (server.is_away(world_.clock.now())) {
      // It died, or it stands still and goes on later with what it has been sent.
      if (random_.one_in(2)) co_return;
      co_await world_.clock.sleep_until(server.back_at);
    }
    auto value = effect();
    co_await travel();
    if (loses()) co_return;
    answer->value.emplace(std::move(value));
    answer->arrived.set();
  }

  World& world_;
  SeededRandom random_;
  Loop loop_{world_.loops};
  runtime::TaskGroup requests_{loop_.executor(), [](const std::string&, std::exception_ptr failure) {
                                 std::rethrow_exception(failure);
                               }};
};

}  // namespace caravan::simulation
