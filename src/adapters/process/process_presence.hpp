#pragma once

#include <mutex>

#include "domain/presence_changes.hpp"
#include "ports/reader_presence.hpp"

namespace caravan::process {

// Presence for whoever writes for readers in the process of the sockets.
class ProcessPresence final : public ports::ReaderPresence, public ports::PresenceWatch {
 public:
  explicit ProcessPresence(domain::NodeId node) : node_(node) {}

  void connected(domain::UserId reader) override { note(domain::ReaderConnected{reader, node_}); }
  void left(domain::UserId reader) override { note(domain::ReaderLeft{reader, node_}); }
  ports::Task<ports::Result<void>> listens(domain::UserId reader, domain::ListenerId listener,
                                           std::optional<ports::Offset> reached) override;
  ports::Task<ports::Result<void>> stopped(domain::UserId reader, domain::ListenerId listener) override;

  std::vector<domain::PresenceEvent> take() override;

 private:
  void note(const domain::PresenceEvent& event);

  const domain::NodeId node_;
  std::mutex mutex_;
  domain::PresenceChanges changes_;  // since somebody asked
};

}  // namespace caravan::process
