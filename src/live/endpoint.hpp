#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

#include "http/upgrade.hpp"
#include "live/handshake.hpp"
#include "live/hub.hpp"
#include "live/live_metrics.hpp"
#include "live/token_check.hpp"
#include "live/websocket_connection.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/task_group.hpp"

namespace caravan::live {

// The WebSocket endpoint: owns the connections on all event loops and the hub that feeds them.
//
// `handler()` is mounted at /connection/websocket and `readers()` given to the deliver hop. Stop in this
// order: the deliver hop, then `stop()`, then the HTTP server.
class Endpoint {
 public:
  struct Options {
    WebsocketConnection::Options connection;
    Hub::Options hub;
    HandshakePolicy handshake;
    std::size_t connections_max = 20'000;  // on this node; more are answered 503
    std::chrono::milliseconds tick_interval{1000};
    std::chrono::seconds drain_timeout{3};  // for clients to take their leave when the node stops
  };
  struct Needs {
    ports::Inbox& inbox;
    TokenCheck check_token;
    ports::ReaderPresence* presence;  // null when nobody wants to know who is connected
    runtime::Clock& clock;
    runtime::Random& random;
    observe::Metrics& metrics;
  };

  // Everything in `needs` and the contexts of `loops` must outlive the endpoint; each loop is driven by one
  // thread. `position_of` is `DeliveryTail::position` of the tail that feeds `readers()`. `on_failure`: see
  // TaskGroup.
  Endpoint(Options options, std::vector<boost::asio::any_io_executor> loops, PositionOf position_of,
           Needs needs, runtime::TaskGroup::OnFailure on_failure);
  ~Endpoint();  // after `stop()`, or when it has served nobody

  // For sockets whose executor belongs to one of the loops. Valid as long as the endpoint.
  http::UpgradeHandler handler();
  deliver::Readers& readers() { return hub_; }

  // Refuses new connections, sends everybody away with 3001 and waits until all are gone, by force after
  // `drain_timeout`. Once, from any loop.
  boost::asio::awaitable<void> stop();

 private:
  struct Loop {
    Loop(boost::asio::any_io_executor runs_on, WebsocketConnection::Surroundings surroundings,
         runtime::TaskGroup::OnFailure on_failure);

    const boost::asio::any_io_executor executor;
    const WebsocketConnection::Surroundings surroundings;
    std::unordered_set<WebsocketConnection*> connections;
    runtime::TaskGroup tasks;
    bool ticking = false;
    runtime::AutoResetEvent left;  // is set when a connection is gone
  };
  class Registration;

  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, http::UpgradeRequest request);
  boost::asio::awaitable<void> tick(Loop& loop);
  boost::asio::awaitable<void> drain(Loop& loop, runtime::SteadyTime deadline);
  Loop& loop_of(const boost::asio::any_io_executor& executor);
  std::optional<HandshakeRefusal> refusal_of(const http::UpgradeRequest& request) const;

  const Options options_;
  const Needs needs_;
  LiveMetrics metrics_;
  Hub hub_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace caravan::live
