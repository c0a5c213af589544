#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/message.hpp"
#include "ports/message_log.hpp"

namespace caravan::simulation {

struct ReadPublication {
  ports::Offset offset = 0;
  std::vector<domain::MessageKey> messages;
};

// What a client finds in one frame of the server: the reply to its connect, a publication, or neither, which
// is a ping.
struct ReadFrame {
  bool connected = false;
  std::string epoch;
  ports::Offset offset = 0;
  bool recovered = false;
  std::vector<ReadPublication> publications;  // of the reply, or the one that was pushed
};

// Nothing when the frame does not have the protocol's form. Reads with a parser of its own: a second opinion
// on what the server's codec wrote.
std::optional<ReadFrame> read_frame(std::string_view text, domain::UserId user);

}  // namespace caravan::simulation
