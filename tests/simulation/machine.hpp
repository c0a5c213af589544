#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "process.hpp"

namespace caravan::simulation {

template <class T>
using Request = std::function<ports::Task<T>(Process&)>;

// The machine that clients reach: its store, and the process that runs on it, when one does.
class Machine {
 public:
  Machine(World& world, memory::Store& chats, observe::Metrics& metrics);
  ~Machine();

  void start();
  // Power cut: the process dies between two handlers, wherever each of its tasks stands.
  void crash();
  // An orderly end; what was not synced is lost all the same.
  void stop();
  bool running() const { return process_ != nullptr; }
  // Null while none runs.
  Process* process() { return process_.get(); }

  // Null when nothing listens.
  SharedSocket connect() { return process_ ? process_->connect() : nullptr; }
  // One request over a network that may lose it or its answer; nothing when no answer came in time.
  template <class T>
  ports::Task<std::optional<T>> ask(Request<T> request);

  const Store& store() const { return store_; }
  Shown& shown() { return shown_; }
  const Attended& attended() const { return attended_; }

 private:
  template <class T>
  struct Answer {
    std::optional<T> value;
    runtime::AutoResetEvent arrived;
  };
  template <class T>
  static ports::Task<void> answer_into(std::shared_ptr<Answer<T>> answer, ports::Task<T> work) {
    answer->value.emplace(co_await std::move(work));
    answer->arrived.set();
  }
  ports::Task<void> travel() {
    using namespace std::chrono_literals;
    return world_.clock.sleep_until(world_.clock.now() + random_.between(50us, 5ms));
  }
  void end();

  World& world_;
  memory::Store& chats_;
  observe::Metrics& metrics_;
  SeededRandom random_;
  Store store_;
  Shown shown_;
  Attended attended_;
  std::unique_ptr<Process> process_;
};

template <class T>
ports::Task<std::optional<T>> Machine::ask(Request<T> request) {
  using namespace std::chrono_literals;
  auto& clock = world_.clock;
  co_await travel();
  const bool lost = random_.one_in(world_.faults.network_loses);
  if (!process_ || lost) co_return std::nullopt;
  const auto answer = std::make_shared<Answer<T>>();
  process_->serve("request", answer_into(answer, request(*process_)));
  const auto deadline = clock.now() + 800ms;
  while (!answer->value && clock.now() < deadline)
    co_await clock.wait(answer->arrived, deadline);
  // Once it is under way, the end of the process does not stop an answer.
  co_await travel();
  if (random_.one_in(world_.faults.network_loses)) co_return std::nullopt;
  co_return std::move(answer->value);
}

}  // namespace caravan::simulation
