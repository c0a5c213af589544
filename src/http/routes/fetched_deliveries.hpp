#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "ports/inbox.hpp"
#include "wire/inbox_document.hpp"

namespace caravan::http {

// Up to where a reader has his deliveries. Offsets of another log mean nothing.
struct Reached {
  std::string log;
  ports::Offset offset = 0;
};

struct FetchLimits {
  std::size_t deliveries_max = 100;
  // Of entries with their message; of those behind them the chat alone is told.
  std::size_t bytes_max = 64 << 10;
};

// What was delivered to the reader since, in the form of his document in the feed. Nothing when it is not to
// be had, or is too much: then it comes by the feed. `reached` is of the inbox's own log.
ports::Task<std::optional<wire::InboxText>> fetch_deliveries(ports::Inbox& inbox, domain::UserId reader,
                                                             Reached reached, FetchLimits limits);

}  // namespace caravan::http
