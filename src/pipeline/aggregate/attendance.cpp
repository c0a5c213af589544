#include "pipeline/aggregate/attendance.hpp"

#include <algorithm>
#include <variant>

namespace caravan::aggregate {

void Attendance::apply(const domain::PresenceEvent& event, runtime::SteadyTime now) {
  std::visit([&](const auto& what) { on(what, now); }, event);
}

void Attendance::on(const domain::NodeAlive& event, runtime::SteadyTime now) {
  auto& alive = node(event.node, now);
  alive.believed_until = now + options_.lease;
  alive.over = false;
}

void Attendance::on(const domain::ReaderConnected& event, runtime::SteadyTime now) {
  node(event.node, now).readers.insert(event.reader);
  reader(event.reader).nodes.insert(event.node);
}

void Attendance::on(const domain::ReaderLeft& event, runtime::SteadyTime now) {
  node(event.node, now).readers.erase(event.reader);
  auto& left = reader(event.reader);
  left.nodes.erase(event.node);
  if (!has_socket(left, now)) leave(event.reader, left, now + options_.leave_grace);
}

void Attendance::on(const domain::ReaderListens& event, runtime::SteadyTime now) {
  auto& listeners = reader(event.reader).listeners;
  const auto until = now + options_.unseen_after;
  listeners.insert_or_assign(event.listener, Listener{until, event.reached, now + options_.reached_for});
  if (listeners.size() > options_.listeners_per_reader_max)
    listeners.erase(
        std::ranges::min_element(listeners, {}, [](const auto& each) { return each.second.believed_until; }));
  looks_.push({now, event.reader});
  looks_.push({until, event.reader});
}

void Attendance::on(const domain::ReaderStopped& event, runtime::SteadyTime) {
  const auto found = readers_.find(event.reader);
  if (found != readers_.end()) found->second.listeners.erase(event.listener);
}

// Who is heard of for the first time is taken for one who left when everybody had had the time to speak.
Attendance::Reader& Attendance::reader(domain::UserId id) {
  const auto [found, first] = readers_.try_emplace(id);
  if (first) leave(id, found->second, began_ + options_.lease);
  return found->second;
}

// A node may be heard of by its readers first.
Attendance::Node& Attendance::node(domain::NodeId id, runtime::SteadyTime now) {
  return nodes_.try_emplace(id, Node{.believed_until = now + options_.lease, .over = false, .readers = {}})
      .first->second;
}

void Attendance::leave(domain::UserId id, Reader& reader, runtime::SteadyTime at) {
  reader.left = at;
  looks_.push({at, id});
  looks_.push({at + options_.unseen_after, id});
}

// What a node said is kept for a while after its lease: it may have been held up, and its sockets with it.
void Attendance::end_leases(runtime::SteadyTime now) {
  for (auto at = nodes_.begin(); at != nodes_.end();) {
    auto& [id, node] = *at;
    if (!node.over && now >= node.believed_until) end_lease(node, now);
    if (now < node.believed_until + options_.unseen_after) {
      ++at;
      continue;
    }
    for (const auto reader_id : node.readers)
      readers_.at(reader_id).nodes.erase(id);
    at = nodes_.erase(at);
  }
}

void Attendance::end_lease(Node& node, runtime::SteadyTime now) {
  node.over = true;
  for (const auto id : node.readers) {
    auto& reader = readers_.at(id);
    if (!has_socket(reader, now)) leave(id, reader, now);
  }
}

bool Attendance::wants_writes(domain::UserId id, runtime::SteadyTime now) {
  const auto found = readers_.find(id);
  if (found != readers_.end()) return wants_writes(found->second, now);
  if (now >= began_ + options_.lease + options_.unseen_after) return false;
  return wants_writes(reader(id), now);
}

std::vector<domain::UserId> Attendance::take_changed(runtime::SteadyTime now) {
  end_leases(now);
  std::vector<domain::UserId> changed;
  while (!looks_.empty() && looks_.top().at <= now) {
    const auto id = looks_.top().reader;
    looks_.pop();
    const auto found = readers_.find(id);
    if (found == readers_.end()) continue;
    auto& reader = found->second;
    std::erase_if(reader.listeners, [now](const auto& each) { return each.second.believed_until <= now; });
    if (wants_writes(reader, now))
      changed.push_back(id);
    else if (reader.nodes.empty() && now >= reader.left)
      readers_.erase(found);
  }
  return changed;
}

bool Attendance::has_other_devices(domain::UserId id, runtime::SteadyTime now) const {
  const auto found = readers_.find(id);
  if (found == readers_.end()) return false;
  const auto listening = listeners(found->second, now);
  return listening > 1 || (listening == 1 && has_socket(found->second, now));
}

std::size_t Attendance::listeners(const Reader& reader, runtime::SteadyTime now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      reader.listeners, [now](const auto& each) { return now < each.second.believed_until; }));
}

std::optional<std::int64_t> Attendance::reached(domain::UserId id, runtime::SteadyTime now) const {
  const auto found = readers_.find(id);
  if (found == readers_.end()) return std::nullopt;
  std::optional<std::int64_t> least;
  for (const auto& [_, listener] : found->second.listeners) {
    if (listener.believed_until <= now) continue;
    if (!listener.reached || listener.reached_until <= now) return std::nullopt;
    least = std::min(least.value_or(*listener.reached), *listener.reached);
  }
  return least;
}

bool Attendance::has_socket(const Reader& reader, runtime::SteadyTime now) const {
  return std::ranges::any_of(reader.nodes,
                             [&](const auto& node) { return now < nodes_.at(node).believed_until; });
}

bool Attendance::wants_writes(const Reader& reader, runtime::SteadyTime now) const {
  if (listeners(reader, now) > 0) return true;
  // Who has just left may come back to his socket.
  if (now < reader.left || has_socket(reader, now)) return false;
  return now < reader.left + options_.unseen_after;
}

}  // namespace caravan::aggregate
