#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/batch.hpp"
#include "domain/ids.hpp"

// The frames of the live protocol as text: the JSON form of version 2 of the Centrifugo client protocol. The
// contract is api/live.md. Every function here is thread-safe.
namespace caravan::wire {

// Where a client stopped reading a channel.
struct LivePosition {
  std::string channel;
  std::string epoch;
  std::int64_t offset = 0;
};

enum class LiveMethod {
  pong,  // the empty command that answers a ping
  connect,
  refresh,
  ping,
  subscribe,
  unsubscribe,
  sub_refresh,
  publish,
  presence,
  presence_stats,
  history,
  rpc,
  send,
  unknown,
};

struct LiveCommand {
  std::uint32_t id = 0;  // 0 when the client wants no reply
  LiveMethod method = LiveMethod::pong;
  std::string token;                  // of connect and refresh; empty when absent
  std::string channel;                // of the methods that work on one; empty when absent
  std::vector<LivePosition> recover;  // of connect: the subscriptions to be continued
};

// One command: a line of a frame, which holds one or more separated by '\n'. Nothing when it is malformed.
// Unknown fields are skipped.
std::optional<LiveCommand> decode_command(std::string_view line);

// The channel on which a user gets deliveries.
std::string inbox_channel(domain::UserId user);

// A publication: a batch of deliveries and the offset of its last one.
void append_publication(std::string& out, domain::UserId recipient,
                        std::span<const domain::SharedMessage> messages, std::int64_t offset);
// The push that brings one publication to its recipient.
std::string encode_push(domain::UserId recipient, std::span<const domain::SharedMessage> messages,
                        std::int64_t offset);

// Who a connection is and how long its token lasts, as connect and refresh answer it.
struct LiveClient {
  std::string_view id;
  std::string_view version;
  std::chrono::seconds ttl;
};

struct LiveConnected {
  LiveClient client;
  std::string_view channel;
  std::string_view epoch;
  std::int64_t offset = 0;  // the position from which the client goes on
  bool was_recovering = false;
  bool recovered = false;
  std::string_view publications;  // encoded, with commas between them
  std::chrono::seconds ping_interval;
};

std::string encode_connected(std::uint32_t id, const LiveConnected& connected);
std::string encode_refreshed(std::uint32_t id, const LiveClient& client);
// The reply of a method that has nothing to tell.
std::string encode_done(std::uint32_t id, LiveMethod method);
std::string encode_error(std::uint32_t id, int code, std::string_view message, bool temporary);

}  // namespace caravan::wire
