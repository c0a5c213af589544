#pragma once

#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "domain/presence.hpp"

namespace caravan::domain {

// Events that nobody has taken yet. Of each reader's sockets on a node, and of each listener, the newest
// state alone stays, so it grows with their number and not with time. Not thread-safe.
class PresenceChanges {
 public:
  void note(const PresenceEvent& event) {
    std::visit([this](const auto& what) { note_one(what); }, event);
  }

  std::vector<PresenceEvent> take() {
    std::vector<PresenceEvent> events;
    for (const auto& node : std::exchange(alive_, {}))
      events.emplace_back(NodeAlive{node});
    for (const auto& [key, connected] : std::exchange(sockets_, {}))
      events.push_back(connected ? PresenceEvent(ReaderConnected{key.first, key.second})
                                 : PresenceEvent(ReaderLeft{key.first, key.second}));
    for (const auto& [_, event] : std::exchange(listeners_, {}))
      events.push_back(event);
    return events;
  }

  // What was taken and found no ear: whatever is newer stands.
  void put_back(const std::vector<PresenceEvent>& events) {
    PresenceChanges older;
    for (const auto& event : events)
      older.note(event);
    alive_.merge(older.alive_);
    sockets_.merge(older.sockets_);
    listeners_.merge(older.listeners_);
  }

  bool empty() const { return alive_.empty() && sockets_.empty() && listeners_.empty(); }

 private:
  void note_one(const NodeAlive& what) { alive_.insert(what.node); }
  void note_one(const ReaderConnected& what) { sockets_.insert_or_assign({what.reader, what.node}, true); }
  void note_one(const ReaderLeft& what) { sockets_.insert_or_assign({what.reader, what.node}, false); }
  void note_one(const ReaderListens& what) {
    listeners_.insert_or_assign({what.reader, what.listener}, what);
  }
  void note_one(const ReaderStopped& what) {
    listeners_.insert_or_assign({what.reader, what.listener}, what);
  }

  std::set<NodeId> alive_;
  std::map<std::pair<UserId, NodeId>, bool> sockets_;
  std::map<std::pair<UserId, ListenerId>, PresenceEvent> listeners_;
};

}  // namespace caravan::domain
