#pragma once

#include <memory>
#include <string>

#include "config/settings.hpp"
#include "observe/metrics.hpp"
#include "ports/acceptance.hpp"
#include "ports/accounts.hpp"
#include "ports/chats.hpp"
#include "ports/history.hpp"
#include "ports/inbox.hpp"
#include "ports/members.hpp"
#include "ports/message_log.hpp"
#include "ports/reader_presence.hpp"
#include "runtime/task_group.hpp"

namespace caravan {

struct Surroundings;

// The stores behind the ports. Each is made when it is first asked for, so that a process connects to what
// its roles need and to nothing else. One thread asks; what is handed out is as thread-safe as its port says
// and lives as long as this object.
class Stores {
 public:
  virtual ~Stores() = default;

  virtual ports::Accounts& accounts() = 0;
  virtual ports::Chats& chats() = 0;
  virtual ports::Members& members() = 0;  // of the chats that this process was asked about
  virtual ports::History& history() = 0;
  virtual ports::Acceptance& acceptance() = 0;
  virtual ports::Inbox& inbox() = 0;
  virtual ports::DeliveryTail& delivery_tail() = 0;
  virtual ports::FanOutStage& fan_out_stage() = 0;
  // One of the two, as the feed's layout wants it.
  virtual ports::AggregateStage& aggregate_stage() = 0;
  virtual ports::StreamStage& stream_stage() = 0;
  virtual ports::BatchConsumer& batches() = 0;
  // Who is there to read: where it is said, and where it is heard. Null when the feed's batches are not for
  // single readers, or nobody reads them.
  virtual ports::ReaderPresence* reader_presence() = 0;
  virtual ports::PresenceWatch* presence_watch() = 0;
  // As `ports::Inbox::epoch`, for a process that publishes to Firestore and reads no deliveries: after
  // `batches`. One thread asks, maybe another one.
  virtual ports::Task<ports::Result<std::string>> deliveries_epoch() = 0;

  // Starts what the stores that were asked for need done beside the pipeline.
  virtual void spawn_upkeep(runtime::TaskGroup& tasks) = 0;
  // After the last request: waits for what requests have begun and nobody waits for any more, and gives it up
  // at `deadline`.
  virtual ports::Task<void> finish(ports::SteadyTime) { co_return; }
};

// Those that the settings name. Throws with a text for the operator when they cannot be opened.
std::unique_ptr<Stores> open_stores(const config::Settings& settings, const Surroundings& around,
                                    observe::Metrics& metrics);

}  // namespace caravan
