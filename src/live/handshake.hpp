#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/upgrade.hpp"

namespace caravan::live {

// Why a request to open a WebSocket is answered with plain HTTP instead.
struct HandshakeRefusal {
  int status;
  std::string_view detail;
};

struct HandshakePolicy {
  // Web pages that may connect beside those of the server's own host, such as "https://chat.example.org".
  // Each exactly. Clients that are no browsers send no origin and may always connect.
  std::vector<std::string> allowed_origins;
};

// Looks at everything that can be refused before the connection becomes a WebSocket. Thread-safe.
std::optional<HandshakeRefusal> refuse_handshake(const http::UpgradeRequest& request,
                                                 const HandshakePolicy& policy);

// The head of `request` as a WebSocket library needs it, `unread` bytes behind it: what arrived early is
// thereby read first.
std::string handshake_head(const http::UpgradeRequest& request);

}  // namespace caravan::live
