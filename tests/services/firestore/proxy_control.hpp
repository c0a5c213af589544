#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <string>

#include "services/service_control.hpp"

namespace caravan::services {

// One command to the proxy in front of the emulator (proxy.mjs), and its answer. Returns when it is done.
inline std::string proxy(const std::string& command) {
  namespace asio = boost::asio;
  const auto address = environment("CARAVAN_TEST_FIRESTORE_CONTROL");
  const auto colon = address.rfind(':');
  asio::io_context loop;
  asio::ip::tcp::socket socket(loop);
  asio::connect(socket,
                asio::ip::tcp::resolver(loop).resolve(address.substr(0, colon), address.substr(colon + 1)));
  asio::write(socket, asio::buffer(command + "\n"));
  std::string answer;
  asio::read_until(socket, asio::dynamic_buffer(answer), '\n');
  answer.pop_back();
  if (answer.starts_with("failed")) throw std::runtime_error(command + ": " + answer);
  return answer;
}

// What Google would have billed since the proxy was reset, or what else it counts.
inline int counted(const std::string& what) {
  return std::stoi(proxy("count " + what));
}

}  // namespace caravan::services
