#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/answer_reader.hpp"

namespace caravan::bench {

// One request, ready to be written.
std::string request_text(std::string_view method, std::string_view path, std::string_view authority,
                         std::string_view token = {}, std::string_view content_type = {},
                         std::string_view body = {});

// The server could not be reached at all. No `system_error`, so that it is not taken for a broken exchange.
struct Unreachable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A kept-alive connection. Not thread-safe; deadlines are the owner's, who cancels.
class HttpClient {
 public:
  HttpClient(boost::asio::any_io_executor executor, boost::asio::ip::tcp::endpoint server);

  // The answer is valid until the next exchange. Connects when there is no connection (throws `Unreachable`);
  // throws `system_error` when the connection breaks, after which the next exchange makes a new one.
  boost::asio::awaitable<Answer> exchange(std::string_view request);

 private:
  boost::asio::awaitable<Answer> exchange_connected(std::string_view request);

  boost::asio::ip::tcp::endpoint server_;
  boost::asio::ip::tcp::socket socket_;
  AnswerReader reader_;
};

// Throws `Unreachable`.
boost::asio::awaitable<void> connect(boost::asio::ip::tcp::socket& socket,
                                     boost::asio::ip::tcp::endpoint server);
// Appends what arrives next.
boost::asio::awaitable<void> read_some(boost::asio::ip::tcp::socket& socket, std::string& into);

}  // namespace caravan::bench
