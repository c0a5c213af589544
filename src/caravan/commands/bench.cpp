#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <csignal>
#include <iostream>
#include <optional>
#include <string>

#include "bench/run.hpp"
#include "caravan/commands/commands.hpp"
#include "runtime/descriptors.hpp"

namespace caravan::commands {
namespace {

namespace asio = boost::asio;

bench::LoadKind to_bench(config::Bench::Load load) {
  switch (load) {
    case config::Bench::Load::send:
      return bench::LoadKind::send;
    case config::Bench::Load::page:
      return bench::LoadKind::page;
    case config::Bench::Load::live:
      return bench::LoadKind::live;
    case config::Bench::Load::windows:
      break;  // puts no load on anything: bench_windows.cpp
  }
  return bench::LoadKind::send;
}

int refuse(const std::string& why) {
  std::cerr << "caravan: " << why << '\n';
  return misuse;
}

bench::Options options_of(const config::Bench& asked, bench::Target target) {
  return {.kind = to_bench(asked.load),
          .target = std::move(target),
          .in_flight = asked.in_flight,
          .users = asked.users,
          .chats = asked.chats,
          .crowd = asked.crowd,
          .own_ids = asked.own_ids,
          .warm_up = std::chrono::seconds(asked.warm_up_seconds),
          .length = std::chrono::seconds(asked.seconds),
          .readers = asked.readers,
          .rate = asked.rate,
          .arrivals = asked.arrivals == config::Bench::Arrivals::even ? bench::ArrivalKind::even
                                                                      : bench::ArrivalKind::poisson,
          .server_pid = asked.pid};
}

asio::awaitable<void> run_into(std::optional<bench::Report>& report, bench::Options options) {
  report = co_await bench::run(
      std::move(options), [](const std::string& progress) { std::cerr << "bench: " << progress << '\n'; });
}

}  // namespace

int run(const config::Bench& asked) {
  auto target = bench::parse_target(asked.target);
  if (!target) return refuse("--target must be http://HOST:PORT, not " + asked.target);
  if (!target->is_loopback() && !asked.allow_remote)
    return refuse(target->host +
                  " is not this machine: a load test can take a server down, so one elsewhere " +
                  "needs --allow-remote");
  const auto options = options_of(asked, std::move(*target));
  if (const auto fault = bench::fault_in(options)) return refuse(*fault);
  std::signal(SIGPIPE, SIG_IGN);
  runtime::raise_descriptor_limit();  // readers are sockets

  asio::io_context loop(1);
  std::optional<bench::Report> report;
  auto done = asio::co_spawn(loop, run_into(report, options), asio::use_future);
  loop.run();
  done.get();

  std::cout << (asked.json ? bench::to_json(*report) + '\n' : bench::to_table(*report));
  if (report->errors.contains(429))
    std::cerr << "bench: the server limits its clients; serve with --set guard.enabled=false to measure it\n";
  return report->is_clean() ? success : failure;
}

}  // namespace caravan::commands
