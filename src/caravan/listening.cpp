#include "caravan/listening.hpp"

#include <stdexcept>

namespace caravan {
namespace {

// "http://127.0.0.1:3000"; an address that means "any" is shown as the one of this machine.
std::string url_of(const boost::asio::ip::tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  const std::string port = std::to_string(endpoint.port());
  if (address.is_unspecified()) return "http://localhost:" + port;
  if (address.is_v6()) return "http://[" + address.to_string() + "]:" + port;
  return "http://" + address.to_string() + ":" + port;
}

}  // namespace

std::string start_listening(http::Server& server, const std::string& where) {
  try {
    server.listen(where);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + where + ": " + error.code().message() +
                             "; set server.listen (or --listen) to another address");
  }
  return url_of(server.endpoints().front());
}

}  // namespace caravan
