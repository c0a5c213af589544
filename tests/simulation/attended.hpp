#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/process/process_presence.hpp"
#include "world.hpp"

namespace caravan::simulation {

// Who was there and when, and when each delivery was looked at for it: survives every crash of the process.
struct Attended {
  struct Span {
    runtime::SteadyTime from;
    std::optional<runtime::SteadyTime> to;  // open: none yet

    // What happens in one instant may have happened in any order.
    bool covers(runtime::SteadyTime first, runtime::SteadyTime last) const {
      return from < first && (!to || last <= *to);
    }
    bool touches(runtime::SteadyTime first, runtime::SteadyTime last) const {
      return from <= last && (!to || first <= *to);
    }
  };
  struct Reached {
    runtime::SteadyTime at;
    ports::Offset offset;
  };
  using Key = std::pair<domain::UserId, domain::MessageKey>;

  std::map<domain::UserId, std::vector<Span>> sockets;  // when he had one at least
  std::map<domain::UserId, std::vector<runtime::SteadyTime>>
      listens;                                             // when it was heard of a listener of his
  std::map<domain::UserId, std::vector<Reached>> reached;  // what listeners of his said that they have
  std::map<Key, runtime::SteadyTime> taken;    // when the aggregate read the delivery, until it was handed on
  std::map<Key, runtime::SteadyTime> batched;  // when it was first handed on in a batch

  // The process died: all its sockets with it.
  void end_all(runtime::SteadyTime now) {
    for (auto& [user, spans] : sockets)
      if (!spans.back().to) spans.back().to = now;
  }
  bool has_socket(domain::UserId user) const {
    const auto found = sockets.find(user);
    return found != sockets.end() && !found->second.back().to;
  }
};

// The real presence of one process, written down. What is planted here is what a live node might get wrong.
class SimPresence final : public ports::ReaderPresence, public ports::PresenceWatch {
 public:
  SimPresence(World& world, Attended& attended)
      : world_(world), attended_(attended), presence_({domain::Uuid::v4(world.random.next(), 1)}) {}
  ~SimPresence() override { attended_.end_all(world_.clock.now()); }

  void connected(domain::UserId reader) override {
    attended_.sockets[reader].push_back({world_.clock.now(), std::nullopt});
    world_.trace.note("presence.connected", {reader.value});
    if (world_.bug != Bug::served_by_both) presence_.connected(reader);
  }
  void left(domain::UserId reader) override {
    attended_.sockets[reader].back().to = world_.clock.now();
    world_.trace.note("presence.left", {reader.value});
    if (world_.bug != Bug::leaver_forgotten) presence_.left(reader);
  }
  ports::Task<ports::Result<void>> listens(domain::UserId reader, domain::ListenerId listener,
                                           std::optional<ports::Offset> reached) override {
    attended_.listens[reader].push_back(world_.clock.now());
    if (reached) attended_.reached[reader].push_back({world_.clock.now(), *reached});
    if (reached && world_.bug == Bug::reached_too_far) *reached += 2;
    world_.trace.note("presence.listens", {reader.value});
    if (world_.bug == Bug::listener_starved && attended_.has_socket(reader)) co_return ports::Result<void>{};
    co_return co_await presence_.listens(reader, listener, reached);
  }
  ports::Task<ports::Result<void>> stopped(domain::UserId reader, domain::ListenerId listener) override {
    world_.trace.note("presence.stopped", {reader.value});
    co_return co_await presence_.stopped(reader, listener);
  }
  std::vector<domain::PresenceEvent> take() override { return presence_.take(); }

 private:
  World& world_;
  Attended& attended_;
  process::ProcessPresence presence_;
};

}  // namespace caravan::simulation
