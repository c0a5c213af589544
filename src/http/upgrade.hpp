#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace caravan::http {

// A request that leaves HTTP (`Upgrade: websocket`), with everything its new owner needs; nothing points
// back.
struct UpgradeRequest {
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  boost::asio::ip::address client;
  bool client_is_exempt = false;
  std::string host;          // see Request
  bool came_by_tls = false;  // see Request
  std::string id;            // request id
  std::string unread;        // bytes that arrived behind the request's head
};

// Runs as part of the connection's task, on its event loop, without a deadline. When the server stops, the
// new owner is expected to end the protocol with its own farewell and to return; it is cancelled
// (`operation_aborted`) only at the stop's deadline. The socket is in non-blocking mode and has no delay.
using UpgradeHandler =
    std::function<boost::asio::awaitable<void>(boost::asio::ip::tcp::socket, UpgradeRequest)>;

}  // namespace caravan::http
