#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/firestore/billed_calls.hpp"
#include "adapters/firestore/database.hpp"
#include "adapters/firestore/inbox_state.hpp"
#include "adapters/firestore/known_inboxes.hpp"
#include "observe/metrics.hpp"
#include "ports/feed.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::firestore {

// The layout `inbox`: one document for each reader, as api/firestore.md describes it.
//
// Every write names the state of the document that it builds upon, and Firestore refuses it when somebody
// else has written since: a process that believes to own a reader and does not any more, however late its
// write arrives, takes nothing back. Whoever was refused reads the document again and adds only what is
// missing there. Why not in another way: docs/decisions/0016-firestore-writes.md. Thread-safe.
class InboxFeed final : public ports::Feed {
 public:
  struct Options {
    InboxState::Limits limits;
    KnownInboxes::Options known;
    std::size_t queue_max = 4'096;  // calls under way; the next is answered `overloaded`
    BilledCalls::Options calls;
  };

  // The log's epoch: offsets of another one mean nothing. Asked before each write, on the database's loop, so
  // it should mostly know.
  using LogEpoch = std::function<ports::Task<ports::Result<std::string>>()>;

  // References must outlive this object.
  InboxFeed(Database& database, Options options, LogEpoch log, runtime::Clock& clock, runtime::Random& random,
            observe::Metrics& metrics);

  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override;

 private:
  ports::Task<ports::FeedAnswer> show_on_loop(domain::Batch batch);
  ports::Task<ports::FeedAnswer> show_in(std::string log, domain::Batch batch);
  ports::Task<ports::Result<KnownInbox>> read(const std::string& log, domain::UserId reader, bool first_touch,
                                              ports::FeedAnswer& answer);
  ports::Task<Written> write(const std::string& log, domain::UserId reader, const KnownInbox& next,
                             std::string_view cause, ports::FeedAnswer& answer);
  void begin_log(const std::string& log);
  void keep(const std::string& log, domain::UserId reader, KnownInbox known);

  const Options options_;
  const LogEpoch log_epoch_;
  BilledCalls billed_;
  observe::Gauge& known_documents_;
  observe::Counter& lost_races_;
  std::string log_;     // of the loop, as is what follows
  KnownInboxes known_;  // of documents of that log
  LoopCalls calls_;     // first to go: it ends what uses the others
};

}  // namespace caravan::firestore
