#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

namespace caravan::scenario {

struct Answer {
  int status = 0;
  std::string head;  // without the status line
  std::string body;

  // The first string or number that `name` has in the body; empty when there is none.
  std::string value(std::string_view name) const;
};

std::string json_value(std::string_view json, std::string_view name);

// One request on a connection of its own. Blocks; a server that does not answer within ten seconds fails the
// test by a `std::runtime_error`.
Answer request(const boost::asio::ip::tcp::endpoint& server, std::string_view method, std::string_view target,
               std::string_view headers = {}, std::string_view body = {});

// Blocks until something can be read; throws after ten seconds. Asio's own blocking reads know no timeout.
void await_readable(boost::asio::ip::tcp::socket& socket);

}  // namespace caravan::scenario
