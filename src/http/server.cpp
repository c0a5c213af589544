#include "http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>
#include <sys/socket.h>
#include <utility>

namespace caravan::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::vector<tcp::endpoint> resolve(const std::string& host_port) {
  const auto colon = host_port.rfind(':');
  if (colon == std::string::npos || colon == 0)
    throw std::invalid_argument("not a host:port: \"" + host_port + '"');
  auto host = host_port.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  asio::io_context own;
  tcp::resolver resolver(own);
  std::vector<tcp::endpoint> endpoints;
  const auto flags = tcp::resolver::passive | tcp::resolver::numeric_service;
  for (const auto& entry : resolver.resolve(host, host_port.substr(colon + 1), flags))
    endpoints.push_back(entry.endpoint());
  return endpoints;
}

void share_port(tcp::acceptor& acceptor) {
  const int on = 1;
  if (setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
    throw boost::system::system_error(errno, boost::system::system_category(), "SO_REUSEPORT");
}

// SO_REUSEPORT would let a second server of the same user share our port in silence. A socket without it is
// refused when anyone listens there.
void require_free(const asio::any_io_executor& loop, const tcp::endpoint& endpoint) {
  tcp::acceptor probe(loop);
  probe.open(endpoint.protocol());
  probe.set_option(tcp::acceptor::reuse_address(true));
  probe.bind(endpoint);
}

tcp::acceptor bind(const asio::any_io_executor& loop, const tcp::endpoint& endpoint) {
  tcp::acceptor acceptor(loop);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  share_port(acceptor);
  acceptor.bind(endpoint);
  acceptor.listen();
  return acceptor;
}

bool is_missing_protocol(const boost::system::error_code& error) {
  return error == asio::error::address_family_not_supported ||
         error == boost::system::errc::address_not_available;
}

asio::awaitable<void> refuse_new(Listener& listener) {
  listener.refuse_new();
  co_return;
}

}  // namespace

Server::Server(std::vector<asio::any_io_executor> loops, const Router& router, Options options,
               runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics,
               runtime::TaskGroup::OnFailure on_failure)
    : options_(std::move(options)),
      connection_limits_(options_.connections),
      unread_answers_(options_.unread),
      client_address_(options_.client),
      cors_(options_.origins) {
  if (loops.empty()) throw std::invalid_argument("a server needs an event loop");
  metrics.gauge("caravan_http_connections_max", "Connections beyond which new ones are refused")
      .Set(static_cast<double>(options_.connections.connections_max));
  const Listener::Shared shared{router,
                                options_.request,
                                options_.timeouts,
                                connection_limits_,
                                unread_answers_,
                                client_address_,
                                cors_,
                                clock,
                                random,
                                metrics};
  for (auto& loop : loops)
    listeners_.emplace_back(std::move(loop), shared, on_failure);
}

void Server::listen(const std::string& host_port) {
  const auto wanted = resolve(host_port);
  const auto first = endpoints_.size();
  for (auto endpoint : wanted) {
    // All of the host's addresses share the port that the first one got.
    if (endpoints_.size() > first) endpoint.port(endpoints_[first].port());
    try {
      listen(endpoint);
    } catch (const boost::system::system_error& error) {
      // "localhost" names an IPv6 address also where the machine has none.
      if (wanted.size() == 1 || !is_missing_protocol(error.code())) throw;
    }
  }
  if (endpoints_.size() == first)
    throw boost::system::system_error(
        boost::system::errc::make_error_code(boost::system::errc::address_not_available), host_port);
}

void Server::listen(tcp::endpoint endpoint) {
  if (endpoint.port() != 0) require_free(listeners_.front().executor(), endpoint);
  std::vector<tcp::acceptor> acceptors;
  for (auto& listener : listeners_) {
    acceptors.push_back(bind(listener.executor(), endpoint));
    endpoint = acceptors.front().local_endpoint();
  }
  endpoints_.push_back(endpoint);
  if (!endpoint.address().is_loopback()) client_address_.listens_beyond_this_machine();
  auto acceptor = acceptors.begin();
  for (auto& listener : listeners_)
    asio::post(listener.executor(), [&listener, mine = std::move(*acceptor++)]() mutable {
      listener.accept_from(std::move(mine));
    });
}

asio::awaitable<void> Server::stop(runtime::SteadyTime deadline) {
  for (auto& listener : listeners_)
    co_await asio::co_spawn(listener.executor(), refuse_new(listener), asio::use_awaitable);
  for (auto& listener : listeners_)
    co_await asio::co_spawn(listener.executor(), listener.finish(deadline), asio::use_awaitable);
}

}  // namespace caravan::http
