#include "adapters/sqlite/sqlite_history.hpp"

#include <algorithm>
#include <limits>

#include "adapters/sqlite/history_sql.hpp"
#include "adapters/sqlite/message_row.hpp"

namespace caravan::sqlite {

namespace {

using Messages = std::vector<domain::Message>;

Messages read_page(Rows& rows, domain::ChatId chat, StoredTime time) {
  Messages page;
  while (rows.next())
    page.push_back(message_row(rows, 0, chat, time));
  return page;
}

}  // namespace

ports::Task<ports::Result<Messages>> SqliteHistory::before(domain::ChatId chat,
                                                           std::optional<domain::TimeUuid> time,
                                                           std::size_t count_max) {
  const auto stored = database_.stored_time();
  const auto end = time ? stored.first_not_before(*time) : std::numeric_limits<std::int64_t>::max();
  return database_.reads().run([=](Connection& connection) -> ports::Result<Messages> {
    auto rows = connection.query(kPageBefore, chat, end, sql_limit(count_max));
    return read_page(rows, chat, stored);
  });
}

ports::Task<ports::Result<Messages>> SqliteHistory::after(domain::ChatId chat, domain::TimeUuid time,
                                                          std::size_t count_max) {
  const auto stored = database_.stored_time();
  const auto begin = stored.first_after(time);
  return database_.reads().run([=](Connection& connection) -> ports::Result<Messages> {
    auto rows = connection.query(kPageAfter, chat, begin, sql_limit(count_max));
    auto page = read_page(rows, chat, stored);
    std::reverse(page.begin(), page.end());
    return page;
  });
}

}  // namespace caravan::sqlite
