#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/cassandra/cassandra_chats.hpp"

// The list of somebody's chats. Nothing is rewritten when a message is sent, so the order is found when the
// list is read: two small reads for each of the reader's chats, many side by side, and one more for each chat
// of the page.
namespace caravan::cassandra {

using ports::Result;
using Summaries = std::vector<domain::ChatSummary>;

struct CassandraChats::Entry {
  domain::ChatId id;
  domain::TimeUuid created;
  std::optional<domain::Message> newest;

  domain::TimeUuid activity() const { return newest ? newest->time : created; }
  bool is_before(const Entry& other) const {
    return std::pair(activity(), id) < std::pair(other.activity(), other.id);
  }
};

ports::Task<Result<std::vector<CassandraChats::Entry>>> CassandraChats::latest_first(domain::UserId user) {
  auto look = call(Statement::chats_of_user, user, static_cast<std::int32_t>(options_.chats_per_user_max));
  const auto answer = co_await cluster_.run(std::move(look));
  if (!answer) co_return answer.error();
  std::vector<domain::ChatId> ids;
  for (std::size_t row = 0; row < answer->rows(); ++row)
    ids.push_back(domain::ChatId{answer->uuid(row, 0)});
  auto newest = co_await newest_.of(ids);
  if (!newest) co_return newest.error();

  std::vector<Entry> entries;
  for (std::size_t i = 0; i < ids.size(); ++i)
    entries.push_back({ids[i], answer->time(i, 1), std::move((*newest)[i])});
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) { return b.is_before(a); });
  co_return std::move(entries);
}

ports::Task<Result<Summaries>> CassandraChats::summaries(std::vector<Entry> entries) {
  std::vector<Call> looks;
  for (const auto& entry : entries)
    looks.push_back(call(Statement::chat, entry.id));
  const auto answers = co_await cluster_.run(std::move(looks));
  if (!answers) co_return answers.error();
  Summaries found;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    // An entry whose chat is about to be written, or never will be.
    if ((*answers)[i].rows() == 0) continue;
    found.push_back(domain::summary_of(chat_row((*answers)[i], entries[i].id), std::move(entries[i].newest)));
  }
  co_return std::move(found);
}

ports::Task<Result<Summaries>> CassandraChats::list(domain::UserId user, ports::ChatListQuery query) {
  auto entries = co_await latest_first(user);
  if (!entries) co_return entries.error();
  auto next = entries->begin();
  if (query.before) {
    next = std::ranges::find(*entries, *query.before, &Entry::id);
    if (next == entries->end()) co_return Summaries();
    ++next;
  }
  Summaries page;
  while (next != entries->end() && page.size() < query.count_max) {
    const auto wanted = std::min({query.count_max - page.size(),
                                  static_cast<std::size_t>(entries->end() - next), options_.reads_at_once});
    const auto end = next + static_cast<std::ptrdiff_t>(wanted);
    std::vector<Entry> some;
    std::move(next, end, std::back_inserter(some));
    auto found = co_await summaries(std::move(some));
    if (!found) co_return found.error();
    std::ranges::move(*found, std::back_inserter(page));
    next = end;
  }
  co_return std::move(page);
}

}  // namespace caravan::cassandra
