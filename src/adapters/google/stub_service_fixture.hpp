#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace caravan::google {

// Stands in for a service of Google on a free port of this machine: answers each request as the test says.
class StubService {
 public:
  struct Request {
    std::string head;  // the request line and the headers
    std::string body;

    bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
  };
  struct Answer {
    int status = 200;
    std::string body;
    bool silent = false;  // the connection stays open and nothing is said
  };
  using Answering = std::function<Answer(const Request&)>;

  explicit StubService(Answering answering) : answering_(std::move(answering)) {
    thread_ = std::thread([this] { serve(); });
  }
  ~StubService() {
    stopping_ = true;
    boost::system::error_code ignored;
    Socket(io_).connect(acceptor_.local_endpoint(), ignored);  // wakes it
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  void serve() {
    while (true) {
      Socket socket = acceptor_.accept();
      if (stopping_) return;
      boost::system::error_code ignored;
      answer(socket, ignored);
      if (!ignored) silent_.push_back(std::move(socket));
    }
  }

  // Leaves an error where the connection is to be closed.
  void answer(Socket& socket, boost::system::error_code& error) {
    Request request;
    const auto length =
        boost::asio::read_until(socket, boost::asio::dynamic_buffer(request.head), "\r\n\r\n", error);
    if (error) return;
    request.body = request.head.substr(length);
    request.head.resize(length);
    const auto named = request.head.find("Content-Length: ");
    const std::size_t wanted = named == std::string::npos ? 0 : std::stoul(request.head.substr(named + 16));
    if (request.body.size() < wanted)
      boost::asio::read(socket, boost::asio::dynamic_buffer(request.body),
                        boost::asio::transfer_exactly(wanted - request.body.size()), error);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const Answer chosen = answering_(request);
    if (chosen.silent) return;
    const std::string text = "HTTP/1.1 " + std::to_string(chosen.status) +
                             " Chosen\r\nConnection: close\r\n" +
                             "Location: /elsewhere\r\nContent-Length: " + std::to_string(chosen.body.size()) +
                             "\r\n\r\n" + chosen.body;
    boost::asio::write(socket, boost::asio::buffer(text), error);
    error = boost::asio::error::eof;
  }

  Answering answering_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
  std::vector<Socket> silent_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace caravan::google
