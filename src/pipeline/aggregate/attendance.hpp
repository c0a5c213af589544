#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/presence.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

// For which readers batches are to be written: those who listen in the feed, and those who were there a
// moment ago and may be on their way to it. Not for who is served by a socket, and not for who has not been
// seen for long, who reads history when he comes back. Decides only; not thread-safe.
//
// Of a reader who was never heard of nobody knows whether he was there before this object began. He counts as
// connected until every node has had the time to say who is, and then as one who has just left.
class Attendance {
 public:
  struct Options {
    std::chrono::milliseconds lease{5000};  // a node that says nothing for so long is dead
    // Who comes back so quickly has not left: a page that is reloaded, a phone that changes its network.
    std::chrono::milliseconds leave_grace{500};
    // For so long after he left, or last said that he listens, a reader counts as there.
    std::chrono::milliseconds unseen_after{180'000};
    std::size_t listeners_per_reader_max = 32;  // the one that was heard longest ago makes room
    // What a listener said that it has counts for so long, which is longer than what it has takes to come
    // here. Not for ever: should the log begin anew, its offsets would mean something else.
    std::chrono::milliseconds reached_for{10'000};
  };

  Attendance(Options options, runtime::SteadyTime now) : options_(options), began_(now) {}

  void apply(const domain::PresenceEvent& event, runtime::SteadyTime now);
  bool wants_writes(domain::UserId reader, runtime::SteadyTime now);
  // He listens in the feed, and another device of his may have written what is delivered to him.
  bool has_other_devices(domain::UserId reader, runtime::SteadyTime now) const;
  // Every delivery up to this offset is where it should be, with each of the reader's listeners. Nothing when
  // one of them has not said what it has.
  std::optional<std::int64_t> reached(domain::UserId reader, runtime::SteadyTime now) const;
  // Readers who want writes now and may not have wanted them at the last call; some of them twice.
  std::vector<domain::UserId> take_changed(runtime::SteadyTime now);

  // When `take_changed` may next have something that nobody said meanwhile; leases apart.
  runtime::SteadyTime next_look() const {
    return looks_.empty() ? runtime::SteadyTime::max() : looks_.top().at;
  }

  std::size_t readers() const { return readers_.size(); }

 private:
  struct Listener {
    runtime::SteadyTime believed_until;
    std::optional<std::int64_t> reached;
    runtime::SteadyTime reached_until;
  };
  struct Reader {
    std::set<domain::NodeId> nodes;  // on which he has sockets
    std::map<domain::ListenerId, Listener> listeners;
    runtime::SteadyTime left{};  // counts as connected until then, and as seen for a while from then on
  };
  struct Node {
    runtime::SteadyTime believed_until;
    bool over = false;  // those without another socket count as left
    std::unordered_set<domain::UserId> readers;
  };
  struct Look {
    runtime::SteadyTime at;
    domain::UserId reader;
    bool operator>(const Look& other) const { return at > other.at; }
  };
  using Looks = std::priority_queue<Look, std::vector<Look>, std::greater<>>;

  void on(const domain::NodeAlive& event, runtime::SteadyTime now);
  void on(const domain::ReaderConnected& event, runtime::SteadyTime now);
  void on(const domain::ReaderLeft& event, runtime::SteadyTime now);
  void on(const domain::ReaderListens& event, runtime::SteadyTime now);
  void on(const domain::ReaderStopped& event, runtime::SteadyTime now);

  Reader& reader(domain::UserId id);
  Node& node(domain::NodeId id, runtime::SteadyTime now);
  void leave(domain::UserId id, Reader& reader, runtime::SteadyTime at);
  void end_leases(runtime::SteadyTime now);
  void end_lease(Node& node, runtime::SteadyTime now);
  std::size_t listeners(const Reader& reader, runtime::SteadyTime now) const;
  bool has_socket(const Reader& reader, runtime::SteadyTime now) const;
  bool wants_writes(const Reader& reader, runtime::SteadyTime now) const;

  const Options options_;
  const runtime::SteadyTime began_;
  std::unordered_map<domain::UserId, Reader> readers_;
  std::map<domain::NodeId, Node> nodes_;
  Looks looks_;  // when to judge readers again
};

}  // namespace caravan::aggregate
