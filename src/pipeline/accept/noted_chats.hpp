#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ports/message_store.hpp"
#include "runtime/broadcast_event.hpp"
#include "runtime/clock.hpp"

namespace caravan::accept {

// The unpublished, and of which chats this process has put messages there that are not yet relayed: what
// comes behind them goes there, too, and is found behind them, or it would overtake them in the log.
// Takes about 80 bytes for each message that waits. Thread-safe, but for `some`, which is for one caller.
class NotedChats final : public ports::Unpublished {
 public:
  // `unpublished` must outlive this object.
  explicit NotedChats(ports::Unpublished& unpublished) : unpublished_(unpublished) {}

  // Also while a message of the chat is on its way there.
  bool has(domain::ChatId chat) const;
  // Waits until it has none of the chat, or until `deadline`; not at all for a chat of which so many wait
  // that it would be in vain.
  ports::Task<void> wait_for_relay(domain::ChatId chat, runtime::Clock& clock, runtime::SteadyTime deadline);

  ports::Task<ports::Result<void>> add(domain::Message message) override;
  // Without messages of a chat of which an earlier one was not found in this round: it was on its way there,
  // or was added behind the reader. They come in the next round.
  ports::Task<ports::Result<Found>> some(std::size_t count_max) override;
  ports::Task<ports::Result<void>> remove(domain::Message message) override;

 private:
  struct Chat {
    std::multiset<domain::TimeUuid> on_their_way;     // added, and not answered yet
    std::map<domain::TimeUuid, std::uint64_t> there;  // with their numbers among all that were added
  };

  void begin(const domain::Message& message);
  void end(const domain::Message& message, bool added);
  void relayed(const domain::Message& message);
  void none_left(std::uint64_t of_those_added);
  std::uint64_t begin_to_look();
  void end_looking();
  void hold_back(Found& found);
  bool overtakes(const domain::Message& message, const std::set<domain::TimeUuid>& found) const;

  bool will_be_relayed_soon(domain::ChatId chat) const;

  ports::Unpublished& unpublished_;
  runtime::BroadcastEvent relayed_;  // the last one of a chat
  mutable std::mutex mutex_;
  std::unordered_map<domain::ChatId, Chat> chats_;
  std::uint64_t added_ = 0;  // how many there were
  bool looking_ = false;
  std::vector<std::pair<domain::ChatId, domain::TimeUuid>> added_meanwhile_;  // since the look began
  std::optional<domain::TimeUuid> found_up_to_;                               // in this round
  std::set<domain::ChatId> held_back_;                                        // until the next round
};

}  // namespace caravan::accept
