#include "costs/replay.hpp"

#include "costs/batches_replay.hpp"
#include "costs/inbox_replay.hpp"

namespace caravan::costs {

std::unique_ptr<Replay> replay_of(Layout layout, const domain::WindowPolicy& policy,
                                  const ReplayOptions& options) {
  if (layout == Layout::inbox) return std::make_unique<InboxReplay>(policy, options);
  return std::make_unique<BatchesReplay>(policy, options);
}

}  // namespace caravan::costs
