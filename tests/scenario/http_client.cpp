#include "http_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <poll.h>
#include <stdexcept>

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

void await_readable(asio::ip::tcp::socket& socket) {
  pollfd ready{.fd = socket.native_handle(), .events = POLLIN, .revents = 0};
  if (::poll(&ready, 1, 10'000) != 1) throw std::runtime_error("the server sends nothing");
}

Answer request(const asio::ip::tcp::endpoint& server, std::string_view method, std::string_view target,
               std::string_view headers, std::string_view body) {
  asio::io_context unused;
  asio::ip::tcp::socket socket(unused);
  socket.connect(server);
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: scenario\r\n" +
                     "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
                     std::string(headers) + "\r\n" + std::string(body);
  asio::write(socket, asio::buffer(text));

  std::string received;
  for (boost::system::error_code end; !end;) {
    char bytes[4096];
    await_readable(socket);
    received.append(bytes, socket.read_some(asio::buffer(bytes), end));
    if (end && end != asio::error::eof) throw std::runtime_error("no whole answer: " + end.message());
  }
  const auto head_end = received.find("\r\n\r\n");
  const auto line_end = received.find("\r\n");
  return {std::stoi(received.substr(9, 3)), received.substr(line_end, head_end - line_end),
          received.substr(head_end + 4)};
}

}  // namespace caravan::scenario
