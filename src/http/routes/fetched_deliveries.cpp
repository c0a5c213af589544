#include "http/routes/fetched_deliveries.hpp"

#include <algorithm>
#include <utility>

namespace caravan::http {

ports::Task<std::optional<wire::InboxText>> fetch_deliveries(ports::Inbox& inbox, domain::UserId reader,
                                                             Reached reached, FetchLimits limits) {
  const auto page = co_await inbox.since(reader, reached.offset, limits.deliveries_max);
  if (!page || !page->complete) co_return std::nullopt;
  wire::InboxText text{
      .log = std::move(reached.log), .n = reached.offset, .oldest = reached.offset + 1, .entries = {}};
  std::size_t room = limits.bytes_max;
  for (const auto& [offset, delivery, _] : page->deliveries) {
    auto entry = wire::encode_inbox_entry(offset, *delivery.message);
    if (entry.size() > room) entry = wire::encode_inbox_entry(offset, delivery.message->chat);
    room -= std::min(room, entry.size());
    text.entries.push_back(std::move(entry));
    text.n = offset;
  }
  co_return text;
}

}  // namespace caravan::http
