#include "live/hub.hpp"

#include <boost/asio/post.hpp>
#include <stdexcept>

#include "wire/live_frames.hpp"

namespace caravan::live {

Hub::Hub(Options options, std::vector<boost::asio::any_io_executor> loops, PositionOf position_of,
         ports::ReaderPresence* presence)
    : options_(options), position_of_(std::move(position_of)), presence_(presence) {
  if (loops.empty() || loops.size() > 64) throw std::invalid_argument("live: needs 1 to 64 event loops");
  for (auto& loop : loops)
    loops_.push_back(std::make_unique<Loop>(std::move(loop)));
}

std::optional<ports::Offset> Hub::join(std::size_t loop, domain::UserId user, Listener& listener) {
  {
    const std::lock_guard lock(mutex_);
    auto& presence = directory_[user];
    if (presence.connections >= options_.connections_per_user_max) return std::nullopt;
    if (++presence.connections == 1 && presence_) presence_->connected(user);
    presence.loops |= std::uint64_t{1} << loop;
  }
  // What `show` sends from now on reaches this loop behind the work that runs now.
  loops_[loop]->listeners[user].push_back(&listener);
  // Asked last: what comes after this position is read after the user was found in the directory.
  return position_of_(user);
}

void Hub::leave(std::size_t loop, domain::UserId user, Listener& listener) {
  auto& listeners = loops_[loop]->listeners;
  const auto found = listeners.find(user);
  std::erase(found->second, &listener);
  const bool last_here = found->second.empty();
  if (last_here) listeners.erase(found);

  const std::lock_guard lock(mutex_);
  const auto presence = directory_.find(user);
  if (last_here) presence->second.loops &= ~(std::uint64_t{1} << loop);
  if (--presence->second.connections > 0) return;
  directory_.erase(presence);
  if (presence_) presence_->left(user);
}

std::size_t Hub::backlog_bytes(std::size_t loop) const {
  const std::lock_guard lock(loops_[loop]->mutex);
  return loops_[loop]->backlog_bytes;
}

void Hub::show(std::span<const ports::Logged<domain::Delivery>> deliveries) {
  if (deliveries.empty()) return;
  group(deliveries);
  publications_.clear();
  std::uint64_t concerned = 0;
  for (std::size_t i = 0; i < groups_used_; ++i) {
    auto& group = groups_[i];
    auto frame = wire::encode_push(group.recipient, group.messages, group.offset);
    publications_.push_back({group.offset, std::make_shared<const std::string>(std::move(frame))});
    concerned |= group.loops;
    group.messages.clear();
  }
  for (std::size_t i = 0; i < loops_.size(); ++i)
    if (const auto bit = std::uint64_t{1} << i; concerned & bit) send_to(*loops_[i], bit);
}

void Hub::group(std::span<const ports::Logged<domain::Delivery>> deliveries) {
  ++shows_;
  groups_used_ = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& [offset, delivery, place] : deliveries) {
    const auto presence = directory_.find(delivery.recipient);
    if (presence == directory_.end()) continue;
    auto& group = group_of(presence->second, delivery.recipient, delivery.message->body.size());
    group.offset = offset;
    group.messages.push_back(delivery.message);
  }
}

Hub::Group& Hub::group_of(Presence& presence, domain::UserId recipient, std::size_t body_bytes) {
  if (presence.shown == shows_) {
    auto& open = groups_[presence.group];
    if (open.messages.size() < options_.publication_deliveries_max &&
        open.bytes + body_bytes <= options_.publication_bytes_max) {
      open.bytes += body_bytes;
      return open;
    }
  }
  if (groups_used_ == groups_.size()) groups_.emplace_back();
  presence.shown = shows_;
  presence.group = groups_used_++;
  auto& fresh = groups_[presence.group];
  fresh.recipient = recipient;
  fresh.loops = presence.loops;
  fresh.bytes = body_bytes;
  return fresh;
}

void Hub::send_to(Loop& loop, std::uint64_t bit) {
  const std::lock_guard lock(loop.mutex);
  for (std::size_t i = 0; i < groups_used_ && !loop.overrun; ++i) {
    if (!(groups_[i].loops & bit)) continue;
    loop.backlog_bytes += publications_[i].frame->size();
    loop.backlog.push_back({groups_[i].recipient, publications_[i]});
    if (loop.backlog_bytes > options_.loop_backlog_bytes_max) overrun(loop);
  }
  post_drain(loop);
}

void Hub::recover() {
  for (const auto& loop : loops_) {
    const std::lock_guard lock(loop->mutex);
    overrun(*loop);
    post_drain(*loop);
  }
}

void Hub::overrun(Loop& loop) {
  loop.overrun = true;
  loop.backlog.clear();
  loop.backlog_bytes = 0;
}

void Hub::post_drain(Loop& loop) {
  if (std::exchange(loop.drain_posted, true)) return;
  boost::asio::post(loop.executor, [&loop] { drain(loop); });
}

void Hub::drain(Loop& loop) {
  std::vector<Addressed> backlog;
  bool overrun = false;
  {
    const std::lock_guard lock(loop.mutex);
    backlog.swap(loop.backlog);
    loop.backlog_bytes = 0;
    loop.drain_posted = false;
    overrun = std::exchange(loop.overrun, false);
  }
  if (overrun)
    for (auto& [user, listeners] : loop.listeners)
      for (auto* listener : listeners)
        listener->on_overrun();
  for (const auto& [user, publication] : backlog) {
    const auto found = loop.listeners.find(user);
    if (found == loop.listeners.end()) continue;
    for (auto* listener : found->second)
      listener->on_publication(publication);
  }
}

}  // namespace caravan::live
