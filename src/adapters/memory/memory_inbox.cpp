#include "adapters/memory/memory_inbox.hpp"

#include <limits>

namespace caravan::memory {

ports::Task<ports::Result<ports::InboxPage>> MemoryInbox::since(domain::UserId recipient,
                                                                ports::Offset offset, std::size_t count_max) {
  if (const auto failure = failure_before()) co_return *failure;
  constexpr auto everything = std::numeric_limits<std::size_t>::max();
  ports::InboxPage page;
  for (auto& logged : store_.chat_deliveries.read_after(offset, everything))
    if (logged.record.recipient == recipient) page.deliveries.push_back(std::move(logged));
  page.complete = offset >= store_.chat_deliveries.trimmed() && offset <= store_.chat_deliveries.end() &&
                  page.deliveries.size() <= count_max;
  if (!page.complete) page.deliveries.clear();
  co_return page;
}

}  // namespace caravan::memory
