#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "distributed/promises.hpp"
#include "domain/message.hpp"
#include "world.hpp"

namespace caravan::simulation {

// One run of the program on one node, counted from 1 over all nodes.
using Life = std::uint32_t;

// What happened to each message, and what the promises say about it. Violations go to the world.
class Ledger {
 public:
  // `life_of` tells which life gave a message its time.
  Ledger(World& world, std::function<Life(const domain::TimeUuid&)> life_of)
      : world_(world), life_of_(std::move(life_of)) {}

  // Lives.
  void began(Life life);
  void crashed(Life life) { crashed_.insert(life); }

  // Clients.
  void sending(const domain::Draft& draft, Life to);
  void acknowledged(const domain::Draft& draft, const domain::Message& answer, bool is_in_history);

  // History.
  void store_unsettled(const domain::MessageKey& key) { excused_.insert(key); }
  void became_visible(const domain::Message& message, bool as_called);

  // The way to the log.
  void append_begins(Life life, const domain::Message& message, bool relayed, runtime::SystemTime node_wall);
  void append_failed(Life life, const domain::MessageKey& key);
  void note_begins(Life life, const domain::Message& message, std::size_t partition);
  void note_failed(const domain::MessageKey& key) { excused_.insert(key); }
  void unnoted(const domain::MessageKey& key) { noted_.erase(key); }
  void landed(const domain::Message& message, std::size_t partition);
  void partition_trouble(std::size_t partition) { trouble_[partition] = world_.clock.now(); }

  // The way to readers.
  void delivered(domain::UserId recipient, const domain::MessageKey& key) {
    delivered_.insert({recipient, key});
  }

  // At the end. `members` of each chat, `history` as it stands then.
  using History = std::map<domain::ChatId, std::vector<domain::Message>>;
  void check(const History& history,
             const std::function<std::vector<domain::UserId>(domain::ChatId)>& members) const;
  void check_reader(const std::set<domain::MessageKey>& seen,
                    const std::vector<domain::Message>& history) const;

  std::size_t sends() const { return sends_.size(); }
  std::size_t relayed() const { return relayed_; }
  std::size_t orders_judged() const { return orders_judged_; }

 private:
  struct Sent {
    domain::Draft draft;
    Life first_to = 0;
    runtime::SteadyTime begun;
    std::size_t attempts = 0;
    std::optional<domain::Message> answer;
    Life life = 0;  // that gave the answer's time
    runtime::SteadyTime answered;
  };
  struct Landed {
    domain::Message message;
    std::size_t partition;
    runtime::SteadyTime at;
    std::uint64_t order;  // among all that landed
  };
  // How a message went to the log from the life that accepted it; moments count events of this ledger.
  struct Path {
    Life life = 0;
    std::optional<std::uint64_t> append_begun, append_failed, note_begun;
  };

  void expect_answers_agree(const Sent& sent, const domain::Message& answer);
  void expect_above_what_was_heard(const Sent& sent, const domain::Message& answer);
  bool was_quiet(std::size_t partition, runtime::SteadyTime from) const;
  void check_ids(const History& history) const;
  void check_log(const History& history) const;
  void check_log_order() const;
  bool may_be_overtaken(const Path& by, const Path& overtaken) const;

  World& world_;
  const std::function<Life(const domain::TimeUuid&)> life_of_;
  const Promises promises_;
  std::uint64_t events_ = 0;
  std::map<Life, runtime::SteadyTime> began_;
  std::set<Life> crashed_;
  std::map<domain::MessageKey, Sent> sends_;
  std::set<domain::MessageKey> excused_;  // their senders were not told that they are settled
  // A node to which a message is sent again does not know what waits at the one that gave it its time.
  std::set<domain::MessageKey> sent_again_elsewhere_;
  std::map<domain::MessageKey, domain::ChatId> noted_;
  std::map<domain::MessageKey, Path> paths_;
  std::map<domain::MessageKey, Landed> landed_;
  std::map<std::pair<Life, domain::ChatId>, domain::TimeUuid> newest_visible_;
  std::map<std::size_t, runtime::SteadyTime> trouble_;
  std::set<std::pair<domain::UserId, domain::MessageKey>> delivered_;
  std::size_t relayed_ = 0;
  std::size_t orders_judged_ = 0;
};

}  // namespace caravan::simulation
