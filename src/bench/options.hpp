#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "bench/arrivals.hpp"
#include "bench/target.hpp"

namespace caravan::bench {

enum class LoadKind {
  send,  // durable sends, as fast as they are answered
  page,  // history pages of ten, as fast as they are answered
  live,  // sends at a rate, and readers on sockets who see them
};

struct Options {
  LoadKind kind = LoadKind::send;
  Target target;
  std::uint32_t in_flight = 64;  // requests at once, on a connection each
  std::uint32_t users = 32;      // accounts
  std::uint32_t chats = 32;      // direct chats between them
  std::string crowd;             // what their names begin with, to use them again; empty for new ones
  bool own_ids = false;          // whether sends bring a message id, as those of clients that may retry
  std::chrono::seconds warm_up{1};
  std::chrono::seconds length{10};  // of the measured part
  // Of a live load alone.
  std::uint32_t readers = 32;  // sockets, spread over the users
  double rate = 100;           // sends a second
  ArrivalKind arrivals = ArrivalKind::poisson;

  std::optional<int> server_pid;  // to report what the server's process used; it must run on this machine
};

// The first thing that makes no sense in them, in a sentence for whoever wrote them.
std::optional<std::string> fault_in(const Options& options);

}  // namespace caravan::bench
