#include "pipeline/accept/noted_chats.hpp"

#include <iterator>
#include <utility>

namespace caravan::accept {
namespace {

// The relay brings so many to the log in a fraction of a second.
constexpr std::size_t kRelayedSoonMax = 1'000;

}  // namespace

bool NotedChats::has(domain::ChatId chat) const {
  const std::lock_guard lock(mutex_);
  return chats_.contains(chat);
}

ports::Task<void> NotedChats::wait_for_relay(domain::ChatId chat, runtime::Clock& clock,
                                             runtime::SteadyTime deadline) {
  runtime::BroadcastEvent::Waiter relayed(relayed_);
  while (will_be_relayed_soon(chat) && clock.now() < deadline)
    co_await clock.wait(relayed.event(), deadline);
}

bool NotedChats::will_be_relayed_soon(domain::ChatId chat) const {
  const std::lock_guard lock(mutex_);
  const auto found = chats_.find(chat);
  return found != chats_.end() && found->second.there.size() <= kRelayedSoonMax;
}

ports::Task<ports::Result<void>> NotedChats::add(domain::Message message) {
  begin(message);
  bool added = false;
  try {
    auto result = co_await unpublished_.add(message);
    added = result.has_value();
    end(message, added);
    co_return result;
  } catch (...) {
    if (!added) end(message, false);
    throw;
  }
}

ports::Task<ports::Result<ports::Unpublished::Found>> NotedChats::some(std::size_t count_max) {
  const auto added_before = begin_to_look();
  auto found = co_await unpublished_.some(count_max);
  if (!found) {
    end_looking();
    co_return found;
  }
  if (found->messages.empty()) none_left(added_before);
  hold_back(*found);
  co_return found;
}

ports::Task<ports::Result<void>> NotedChats::remove(domain::Message message) {
  auto removed = co_await unpublished_.remove(message);
  if (removed) relayed(message);
  co_return removed;
}

void NotedChats::begin(const domain::Message& message) {
  const std::lock_guard lock(mutex_);
  chats_[message.chat].on_their_way.insert(message.time);
}

void NotedChats::end(const domain::Message& message, bool added) {
  const std::lock_guard lock(mutex_);
  const auto found = chats_.find(message.chat);
  auto& [on_their_way, there] = found->second;
  on_their_way.erase(on_their_way.find(message.time));
  if (added) there[message.time] = ++added_;
  if (looking_) added_meanwhile_.emplace_back(message.chat, message.time);
  if (found_up_to_ && message.time <= *found_up_to_) held_back_.insert(message.chat);
  if (!on_their_way.empty() || !there.empty()) return;
  chats_.erase(found);
  relayed_.set();
}

void NotedChats::relayed(const domain::Message& message) {
  const std::lock_guard lock(mutex_);
  const auto found = chats_.find(message.chat);
  if (found == chats_.end()) return;  // another process had put it there
  auto& [on_their_way, there] = found->second;
  there.erase(message.time);
  if (!on_their_way.empty() || !there.empty()) return;
  chats_.erase(found);
  relayed_.set();
}

// Another process may have relayed some of ours.
void NotedChats::none_left(std::uint64_t of_those_added) {
  const std::lock_guard lock(mutex_);
  for (auto chat = chats_.begin(); chat != chats_.end();) {
    auto& [on_their_way, there] = chat->second;
    std::erase_if(there, [of_those_added](const auto& each) { return each.second <= of_those_added; });
    chat = on_their_way.empty() && there.empty() ? chats_.erase(chat) : std::next(chat);
  }
  relayed_.set();
}

// Returns how many had been added.
std::uint64_t NotedChats::begin_to_look() {
  const std::lock_guard lock(mutex_);
  looking_ = true;
  added_meanwhile_.clear();
  return added_;
}

void NotedChats::end_looking() {
  const std::lock_guard lock(mutex_);
  looking_ = false;
}

void NotedChats::hold_back(Found& found) {
  const std::lock_guard lock(mutex_);
  looking_ = false;
  if (found.from_the_beginning) {
    held_back_.clear();
    found_up_to_.reset();
  }
  if (found.messages.empty()) return;
  found_up_to_ = found.messages.back().time;
  std::set<domain::TimeUuid> times;
  for (const auto& message : found.messages)
    times.insert(message.time);
  for (const auto& [chat, time] : added_meanwhile_)
    if (time <= *found_up_to_ && !times.contains(time)) held_back_.insert(chat);
  std::erase_if(found.messages, [&](const auto& message) {
    if (!held_back_.contains(message.chat) && !overtakes(message, times)) return false;
    held_back_.insert(message.chat);
    found.left_some = true;
    return true;
  });
}

bool NotedChats::overtakes(const domain::Message& message, const std::set<domain::TimeUuid>& found) const {
  const auto chat = chats_.find(message.chat);
  if (chat == chats_.end()) return false;
  for (const auto& time : chat->second.on_their_way)
    if (time < message.time && !found.contains(time)) return true;
  return false;
}

}  // namespace caravan::accept
