#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/task_group.hpp"

namespace caravan {

// What the program takes from the world around it. Everything must outlive the program.
struct Surroundings {
  runtime::Clock& clock;
  runtime::Random& random;
  // Where connections are served, and where the pipeline runs; each is driven by one thread.
  std::vector<boost::asio::any_io_executor> connection_loops;
  boost::asio::any_io_executor pipeline_loop;
  runtime::TaskGroup::OnFailure on_failure;
};

// Caravan, whole: every part and how they hold together. Construct, `start`, `co_await stop()`, destroy.
class Program {
 public:
  // Opens the store and makes every part. Throws with a text for the operator when that cannot be.
  Program(const config::Settings& settings, Surroundings surroundings);
  ~Program();

  // Listens and sets the pipeline going. Returns the URL under which clients reach it.
  std::string start();
  // Refuses new work, lets what is in flight finish, sends readers away with a reason, ends the pipeline. On
  // the pipeline's loop.
  boost::asio::awaitable<void> stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace caravan
