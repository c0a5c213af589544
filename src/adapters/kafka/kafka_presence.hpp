#pragma once

#include <chrono>
#include <mutex>
#include <set>

#include "adapters/kafka/cluster.hpp"
#include "domain/presence_changes.hpp"
#include "ports/reader_presence.hpp"
#include "runtime/auto_reset_event.hpp"

namespace caravan::kafka {

// Says in `reader_presence` who is there to read. One for each life of a live node: a node that starts again
// is another one, and whoever was connected to the one that died is not taken for connected.
class KafkaPresence final : public ports::ReaderPresence {
 public:
  struct Options {
    std::chrono::milliseconds renewal{1667};  // how often it says that the node lives: a third of the lease
    std::chrono::milliseconds gathering{20};  // what is said within it travels together
    // Within it everybody who is connected is named again: brokers forget what is a day old.
    std::chrono::milliseconds repetition = std::chrono::hours(6);
  };

  // `cluster` must outlive this object.
  KafkaPresence(Cluster& cluster, Options options);

  void connected(domain::UserId reader) override;
  void left(domain::UserId reader) override;
  ports::Task<ports::Result<void>> listens(domain::UserId reader, domain::ListenerId listener,
                                           std::optional<ports::Offset> reached) override;
  ports::Task<ports::Result<void>> stopped(domain::UserId reader, domain::ListenerId listener) override;

  // Says what there is to say, until cancelled. What brokers do not take is said again. Once, on any loop.
  ports::Task<void> run();

 private:
  void note_that_it_lives(runtime::SteadyTime now);
  void name_some_again();
  std::vector<domain::PresenceEvent> take();
  void put_back(const std::vector<domain::PresenceEvent>& events);
  ports::Task<ports::Result<void>> say(std::vector<domain::PresenceEvent> events);

  Cluster& cluster_;
  const Options options_;
  const domain::NodeId node_;
  runtime::AutoResetEvent changed_;
  std::mutex mutex_;  // for what follows
  domain::PresenceChanges changes_;
  std::set<domain::UserId> connected_;
  domain::UserId named_again_;      // the last one
  runtime::SteadyTime renew_at_{};  // on the loop of `run`
};

}  // namespace caravan::kafka
