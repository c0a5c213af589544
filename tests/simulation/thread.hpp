#pragma once

#include <exception>
#include <string>
#include <utility>

#include "runtime/task_group.hpp"
#include "world.hpp"

namespace caravan::simulation {

// A loop and the tasks on it: what a thread of the real program is.
struct Thread {
  explicit Thread(World& world)
      : loop(world.loops),
        tasks(loop.executor(), [&world](const std::string& task, std::exception_ptr failure) {
          try {
            std::rethrow_exception(std::move(failure));
          } catch (const std::exception& error) {
            world.violated("task " + task + " does not throw: " + error.what());
          }
        }) {}

  Loop loop;
  runtime::TaskGroup tasks;
};

}  // namespace caravan::simulation
