#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <thread>

#include "caravan/commands/commands.hpp"
#include "caravan/commands/settings.hpp"
#include "caravan/descriptor_budget.hpp"
#include "caravan/exit_deadline.hpp"
#include "caravan/firebase.hpp"
#include "caravan/roles.hpp"
#include "caravan/service_manager.hpp"
#include "caravan/wiring.hpp"
#include "observe/log.hpp"
#include "runtime/descriptors.hpp"
#include "runtime/event_loops.hpp"

namespace caravan::commands {
namespace {

namespace asio = boost::asio;

constexpr observe::Level to_observe(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug:
      return observe::Level::debug;
    case config::LogLevel::info:
      return observe::Level::info;
    case config::LogLevel::warn:
      return observe::Level::warn;
    case config::LogLevel::error:
      return observe::Level::error;
  }
  return observe::Level::info;
}

// A broken invariant: what is in memory cannot be trusted any more, what is on disk can. The supervisor
// starts anew.
void fail(const std::string& task, std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    observe::log(observe::Level::error, "process.failed", {{"task", task}, {"detail", error.what()}});
  }
  observe::flush_log();
  std::_Exit(EXIT_FAILURE);
}

// What ends the program by std::terminate leaves its last lines, too.
[[noreturn]] void write_log_and_abort() {
  observe::flush_log();
  std::abort();
}

// What the end may take beyond `server.drain_timeout`: a second, of which the last lines of the log get a
// part.
constexpr std::chrono::milliseconds kEndWithin{800};

asio::awaitable<void> serve_until_told(Program& program, asio::signal_set& signals,
                                       ExitDeadline& exit_deadline, std::chrono::milliseconds drain_timeout) {
  const std::string url = program.start();
  std::cout << R"({"listening":")" << url << R"("})" << std::endl;
  observe::log(observe::Level::info, "process.ready", {{"url", url}});
  tell_service_manager("READY=1");

  const int signal = co_await signals.async_wait(asio::use_awaitable);
  observe::log(observe::Level::info, "process.stopping",
               {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  tell_service_manager("STOPPING=1");
  exit_deadline.set(std::chrono::steady_clock::now() + drain_timeout + kEndWithin);
  co_await program.stop();
}

}  // namespace

int run(const config::Serve& serve) {
  const auto loaded = load_or_explain(serve.sources);
  if (!loaded) return misuse;
  for (const auto& refusal : {refuse_roles(loaded->settings), refuse_backends(loaded->settings),
                              refuse_firebase(loaded->settings)}) {
    if (!refusal) continue;
    std::cerr << "caravan: " << *refusal << '\n';
    return misuse;
  }
  observe::set_log_level(to_observe(loaded->settings.log.level));
  const observe::LogThread log_thread(loaded->settings.log.queue_bytes_max);
  std::set_terminate(write_log_and_abort);
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads = loaded->settings.server.threads ? loaded->settings.server.threads : cores;
  const auto settings = within_descriptors(loaded->settings, runtime::raise_descriptor_limit(), threads);
  // A client that goes away while it is written to is an error of that write, no reason to end.
  std::signal(SIGPIPE, SIG_IGN);

  runtime::SystemClock clock;
  runtime::SystemRandom random;
  asio::io_context pipeline_loop(1);
  asio::signal_set signals(pipeline_loop, SIGINT, SIGTERM);
  runtime::EventLoops connection_loops(threads, "http");

  // Before what it may have to cut off.
  ExitDeadline exit_deadline;
  Program program(settings, {.clock = clock,
                             .random = random,
                             .connection_loops = connection_loops.executors(),
                             .pipeline_loop = pipeline_loop.get_executor(),
                             .on_failure = fail});
  auto served = asio::co_spawn(
      pipeline_loop, serve_until_told(program, signals, exit_deadline, settings.server.drain_timeout),
      asio::use_future);
  pipeline_loop.run();
  served.get();
  observe::log(observe::Level::info, "process.stopped");
  return success;
}

}  // namespace caravan::commands
