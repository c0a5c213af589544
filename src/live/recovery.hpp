#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "live/session.hpp"
#include "ports/inbox.hpp"

namespace caravan::live {

struct RecoveryOptions {
  // Beyond these a client reads history, which pages. The bytes are those of the encoded publications and
  // must leave room in `Session::Options::outgoing_bytes_max` for what arrives meanwhile.
  std::size_t deliveries_max = 500;
  std::size_t bytes_max = 512 << 10;
  std::size_t publication_deliveries_max = 64;
};

enum class RecoveryResult { recovered, other_epoch, future_offset, too_far_behind };

struct Recovery {
  RecoveryResult result;
  ports::Offset resume = 0;  // as in Session::Joined
  ports::Offset covered = 0;
  std::string publications;
};

// Finds what `user` missed since `from`. `epoch` is the inbox's, `position` what `Hub::join` answered;
// joining first and reading then leaves no gap between what is read and what is shown. `from` may lie above
// `position`, for who comes from a node that was ahead of this one. Fails when the inbox does.
ports::Task<ports::Result<Recovery>> recover(ports::Inbox& inbox, std::string epoch, RecoveryOptions options,
                                             domain::UserId user, Position from, ports::Offset position);

}  // namespace caravan::live
