#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace caravan {

// "http://127.0.0.1:3000"; an address that means "any" is shown as the one of this machine.
inline std::string listening_url(const boost::asio::ip::tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  const std::string port = std::to_string(endpoint.port());
  if (address.is_unspecified()) return "http://localhost:" + port;
  if (address.is_v6()) return "http://[" + address.to_string() + "]:" + port;
  return "http://" + address.to_string() + ":" + port;
}

}  // namespace caravan
