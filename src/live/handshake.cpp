#include "live/handshake.hpp"

#include <array>

#include "http/origin.hpp"
#include "http/text.hpp"

namespace caravan::live {
namespace {

// Together with the rest of `handshake_head` these fit the 1,536 bytes that Beast keeps for a handshake.
constexpr std::size_t kHostBytesMax = 255;
constexpr std::size_t kUnreadBytesMax = 1024;

std::string_view header(const http::UpgradeRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers)
    if (http::equals_ignoring_case(key, name)) return value;
  return {};
}

bool may_connect(const http::UpgradeRequest& request, const HandshakePolicy& policy) {
  const auto origin = header(request, "Origin");
  return origin.empty() || http::is_own_origin(origin, request.host, request.came_by_tls) ||
         http::lists_origin(policy.allowed_origins, origin);
}

bool asks_for_protobuf(const http::UpgradeRequest& request) {
  const auto query = request.target.find('?');
  if (query != std::string::npos && request.target.find("protobuf", query) != std::string::npos) return true;
  const auto protocols = header(request, "Sec-WebSocket-Protocol");
  return protocols.find("protobuf") != protocols.npos;
}

}  // namespace

std::optional<HandshakeRefusal> refuse_handshake(const http::UpgradeRequest& request,
                                                 const HandshakePolicy& policy) {
  if (!may_connect(request, policy)) return HandshakeRefusal{403, "Origin is not allowed"};
  if (!http::equals_ignoring_case(header(request, "Upgrade"), "websocket"))
    return HandshakeRefusal{400, "Only WebSocket connections are served here"};
  if (header(request, "Sec-WebSocket-Version") != "13")
    return HandshakeRefusal{426, "Only version 13 of WebSocket is spoken here"};
  if (header(request, "Sec-WebSocket-Key").size() != 24)
    return HandshakeRefusal{400, "Sec-WebSocket-Key is missing or malformed"};
  if (header(request, "Host").size() > kHostBytesMax || request.unread.size() > kUnreadBytesMax)
    return HandshakeRefusal{400, "The handshake is too long"};
  if (asks_for_protobuf(request))
    return HandshakeRefusal{400, "Only the JSON form of the protocol is spoken here"};
  return std::nullopt;
}

std::string handshake_head(const http::UpgradeRequest& request) {
  std::string head = "GET / HTTP/1.1\r\nConnection: Upgrade\r\n";
  constexpr std::array<std::string_view, 4> needed{"Host", "Upgrade", "Sec-WebSocket-Key",
                                                   "Sec-WebSocket-Version"};
  for (const auto name : needed)
    head.append(name).append(": ").append(header(request, name)).append("\r\n");
  return head.append("\r\n").append(request.unread);
}

}  // namespace caravan::live
