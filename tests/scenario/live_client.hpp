#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

namespace caravan::scenario {

// A blocking WebSocket client that speaks just enough of RFC 6455. Every read fails after ten seconds.
class LiveClient {
 public:
  explicit LiveClient(const boost::asio::ip::tcp::endpoint& server);

  void send(std::string_view text);
  // The next text message.
  std::string next();
  // The code of the close frame that comes next; text messages before it are left out.
  int next_close();

  // Connects to the protocol with `token`, recovering when `epoch` is given, and returns the reply.
  std::string enter(std::string_view token, std::string_view channel, std::string_view epoch = {},
                    std::string_view offset = {});

 private:
  struct Frame {
    int opcode = 0;
    std::string payload;
  };
  Frame read_frame();
  void read(void* into, std::size_t bytes);

  boost::asio::io_context unused_;
  boost::asio::ip::tcp::socket socket_{unused_};
};

}  // namespace caravan::scenario
