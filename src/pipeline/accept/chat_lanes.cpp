#include "pipeline/accept/chat_lanes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace caravan::accept {

ChatLanes::Queued ChatLanes::add(domain::Draft& draft, ports::IdOrigin origin, const Sender& sender,
                                 domain::WallTime now) {
  const std::lock_guard lock(mutex_);
  if (waiting_ >= options_.waiting_max) return Queued::refused;
  const auto [lane, first] = lanes_.try_emplace(draft.chat);
  domain::Message message{draft.id,        draft.chat, draft.from, draft.to, std::move(draft.body),
                          times_.next(now)};
  lane->second.push_back({{std::move(message), origin}, sender});
  ++waiting_;
  return first ? Queued::first : Queued::behind_others;
}

ChatLanes::Group ChatLanes::next(domain::ChatId chat) {
  const std::lock_guard lock(mutex_);
  const auto found = lanes_.find(chat);
  auto& lane = found->second;
  std::size_t count = 0, bytes = 0;
  for (; count < std::min(lane.size(), options_.group_max); ++count) {
    const auto& message = lane[count].message.message;
    bytes += message.body.size();
    const bool fits = count == 0 || bytes <= options_.group_bytes_max;
    // An id that was sent again meanwhile comes when the first of them is settled.
    const bool is_repeated = std::any_of(
        lane.begin(), lane.begin() + static_cast<std::ptrdiff_t>(count),
        [&message](const Entry& earlier) { return earlier.message.message.key() == message.key(); });
    if (!fits || is_repeated) break;
  }
  const auto end = lane.begin() + static_cast<std::ptrdiff_t>(count);
  Group group(std::make_move_iterator(lane.begin()), std::make_move_iterator(end));
  lane.erase(lane.begin(), end);
  if (group.empty()) lanes_.erase(found);
  return group;
}

void ChatLanes::done(std::size_t count) {
  const std::lock_guard lock(mutex_);
  waiting_ -= count;
}

void ChatLanes::pass(domain::WallTime taken) {
  const std::lock_guard lock(mutex_);
  times_.pass(taken);
}

}  // namespace caravan::accept
