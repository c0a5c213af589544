#include "bench/http_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sstream>

namespace caravan::bench {

namespace asio = boost::asio;
using asio::ip::tcp;

std::string request_text(std::string_view method, std::string_view path, std::string_view authority,
                         std::string_view token, std::string_view content_type, std::string_view body) {
  std::ostringstream text;
  text << method << ' ' << path << " HTTP/1.1\r\nHost: " << authority << "\r\n";
  if (!token.empty()) text << "Authorization: Bearer " << token << "\r\n";
  if (!content_type.empty()) text << "Content-Type: " << content_type << "\r\n";
  if (!body.empty()) text << "Content-Length: " << body.size() << "\r\n";
  text << "\r\n" << body;
  return text.str();
}

asio::awaitable<void> connect(tcp::socket& socket, tcp::endpoint server) {
  boost::system::error_code error;
  co_await socket.async_connect(server, asio::redirect_error(asio::use_awaitable, error));
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (error) {
    std::ostringstream text;
    text << "cannot connect to " << server << ": " << error.message();
    throw Unreachable(text.str());
  }
  socket.set_option(tcp::no_delay(true));
}

asio::awaitable<void> read_some(tcp::socket& socket, std::string& into) {
  constexpr std::size_t kPiece = 8'192;
  char piece[kPiece];
  const std::size_t size = co_await socket.async_read_some(asio::buffer(piece), asio::use_awaitable);
  into.append(piece, size);
}

HttpClient::HttpClient(asio::any_io_executor executor, tcp::endpoint server)
    : server_(std::move(server)), socket_(std::move(executor)) {}

asio::awaitable<Answer> HttpClient::exchange(std::string_view request) {
  if (!socket_.is_open()) co_await connect(socket_, server_);
  try {
    co_return co_await exchange_connected(request);
  } catch (...) {
    boost::system::error_code ignored;  // it is broken already
    socket_.close(ignored);
    throw;
  }
}

asio::awaitable<Answer> HttpClient::exchange_connected(std::string_view request) {
  reader_.clear();
  co_await asio::async_write(socket_, asio::buffer(request), asio::use_awaitable);
  for (;;) {
    co_await read_some(socket_, reader_.buffer());
    const auto answer = reader_.answer();
    if (!answer) continue;
    if (!answer->keeps_connection) socket_.close();
    co_return *answer;
  }
}

}  // namespace caravan::bench
