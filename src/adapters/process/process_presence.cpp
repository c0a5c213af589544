#include "adapters/process/process_presence.hpp"

namespace caravan::process {

ports::Task<ports::Result<void>> ProcessPresence::listens(domain::UserId reader, domain::ListenerId listener,
                                                          std::optional<ports::Offset> reached) {
  note(domain::ReaderListens{reader, listener, reached});
  co_return ports::Result<void>{};
}

ports::Task<ports::Result<void>> ProcessPresence::stopped(domain::UserId reader,
                                                          domain::ListenerId listener) {
  note(domain::ReaderStopped{reader, listener});
  co_return ports::Result<void>{};
}

// Who asks finds the process alive.
std::vector<domain::PresenceEvent> ProcessPresence::take() {
  const std::lock_guard lock(mutex_);
  changes_.note(domain::NodeAlive{node_});
  return changes_.take();
}

void ProcessPresence::note(const domain::PresenceEvent& event) {
  const std::lock_guard lock(mutex_);
  changes_.note(event);
}

}  // namespace caravan::process
