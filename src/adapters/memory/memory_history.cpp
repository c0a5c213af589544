#include "adapters/memory/memory_history.hpp"

#include <algorithm>
#include <span>

namespace caravan::memory {

namespace {

using Messages = std::span<const domain::SharedMessage>;

Messages messages_of(const Store& store, domain::ChatId chat) {
  const auto found = store.chats.find(chat);
  if (found == store.chats.end()) return {};
  return found->second.messages;
}

std::vector<domain::Message> newest_first(Messages messages) {
  std::vector<domain::Message> page;
  for (auto message = messages.rbegin(); message != messages.rend(); ++message)
    page.push_back(**message);
  return page;
}

}  // namespace

ports::Task<ports::Result<std::vector<domain::Message>>> MemoryHistory::before(
    domain::ChatId chat, std::optional<domain::TimeUuid> time, std::size_t count_max) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  auto older = messages_of(store_, chat);
  if (time) {
    const auto end = std::partition_point(older.begin(), older.end(),
                                          [&](const auto& message) { return message->time < *time; });
    older = {older.begin(), end};
  }
  co_return newest_first(older.last(std::min(count_max, older.size())));
}

ports::Task<ports::Result<std::vector<domain::Message>>> MemoryHistory::after(domain::ChatId chat,
                                                                              domain::TimeUuid time,
                                                                              std::size_t count_max) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  const auto all = messages_of(store_, chat);
  const auto first = std::partition_point(all.begin(), all.end(),
                                          [&](const auto& message) { return message->time <= time; });
  const Messages newer{first, all.end()};
  co_return newest_first(newer.first(std::min(count_max, newer.size())));
}

}  // namespace caravan::memory
