#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::http {

// One parsed request. Views point into buffers of its connection and live as long as its handler runs.
struct Request {
  std::string_view method;                                             // as sent: "GET", "POST"…
  std::string_view path;                                               // undecoded, without the query
  std::string_view query;                                              // undecoded, without '?'
  std::vector<std::pair<std::string_view, std::string_view>> headers;  // names as sent
  std::string_view body;
  std::vector<std::string_view> path_parameters;  // in the order of the route's placeholders, undecoded
  boost::asio::ip::address peer;                  // who is connected
  boost::asio::ip::address client;                // who speaks: the peer, or what a trusted proxy forwarded
  bool client_is_exempt = false;                  // not held to the limits per address
  bool is_forwarded_by_stranger = false;  // with a forwarding header of a peer that is no trusted proxy
  std::string_view host;     // where the client went: the Host header, or what a trusted proxy forwards
  bool came_by_tls = false;  // as a trusted proxy says
  std::string_view id;       // request id, for logs and the X-Request-Id answer header

  // Case-insensitive; the first value when there are several.
  std::optional<std::string_view> header(std::string_view name) const;
  // Percent-decoded with '+' as space; the first value when there are several.
  std::optional<std::string> query_parameter(std::string_view name) const;
};

}  // namespace caravan::http
