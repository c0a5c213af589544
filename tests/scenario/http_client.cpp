#include "http_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <sys/socket.h>

namespace caravan::scenario {

namespace asio = boost::asio;

std::string json_value(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  const auto at = json.find(key);
  if (at == std::string_view::npos) return {};
  auto rest = json.substr(at + key.size());
  if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
  return std::string(rest.substr(0, rest.find_first_of(",}]")));
}

std::string Answer::value(std::string_view name) const {
  return json_value(body, name);
}

void limit_reads(asio::ip::tcp::socket& socket) {
  const timeval longest{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
}

Answer request(const asio::ip::tcp::endpoint& server, std::string_view method, std::string_view target,
               std::string_view headers, std::string_view body) {
  asio::io_context unused;
  asio::ip::tcp::socket socket(unused);
  socket.connect(server);
  limit_reads(socket);
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: scenario\r\n" +
                     "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
                     std::string(headers) + "\r\n" + std::string(body);
  asio::write(socket, asio::buffer(text));

  std::string received;
  boost::system::error_code error;
  asio::read(socket, asio::dynamic_buffer(received), error);
  if (error != asio::error::eof) throw std::runtime_error("no whole answer: " + error.message());
  const auto head_end = received.find("\r\n\r\n");
  const auto line_end = received.find("\r\n");
  return {std::stoi(received.substr(9, 3)), received.substr(line_end, head_end - line_end),
          received.substr(head_end + 4)};
}

}  // namespace caravan::scenario
