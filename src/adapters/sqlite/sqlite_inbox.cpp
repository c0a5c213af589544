#include "adapters/sqlite/sqlite_inbox.hpp"

#include "adapters/sqlite/log_rows.hpp"

namespace caravan::sqlite {

ports::Task<ports::Result<ports::InboxPage>> SqliteInbox::since(domain::UserId recipient,
                                                                ports::Offset offset, std::size_t count_max) {
  return database_.reads().run([recipient, offset, count_max, time = database_.stored_time(),
                                end = database_.topics().chat_deliveries.committed.load()](
                                   Connection& connection) -> ports::Result<ports::InboxPage> {
    const Snapshot snapshot(connection);
    ports::InboxPage page;
    const auto trimmed = connection.integer("SELECT trimmed FROM topics WHERE name = 'chat_deliveries'");
    const bool is_within = trimmed <= offset && offset <= end;
    // One more than asked shows that too many were missed.
    if (is_within) page.deliveries = read_inbox(connection, time, recipient, offset, count_max + 1);
    page.complete = is_within && page.deliveries.size() <= count_max;
    if (!page.complete) page.deliveries.clear();
    return page;
  });
}

}  // namespace caravan::sqlite
