#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace caravan::services {

// What run.py put into the environment; throws when a test program was started without it.
inline std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set: run this through run.py");
  return value;
}

// Has run.py do something to a server of this run: kill, pause, resume, restart or stop. Returns when it is
// done.
inline void control(const std::string& service, const std::string& action) {
  namespace asio = boost::asio;
  asio::io_context loop;
  asio::local::stream_protocol::socket socket(loop);
  socket.connect(asio::local::stream_protocol::endpoint(environment("CARAVAN_TEST_CONTROL")));
  asio::write(socket, asio::buffer(service + " " + action + "\n"));
  std::string answer;
  asio::read_until(socket, asio::dynamic_buffer(answer), '\n');
  if (answer != "done\n") throw std::runtime_error(service + " " + action + " " + answer);
}

}  // namespace caravan::services
