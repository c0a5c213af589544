#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "live/hub.hpp"
#include "live/live_metrics.hpp"
#include "live/recovery.hpp"
#include "live/session.hpp"
#include "live/websocket_stream.hpp"
#include "ports/inbox.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::live {

// Carries one session over one WebSocket: reads messages into it, writes its frames, closes when it says so.
//
// Everything happens on the event loop of its socket. At most one write or close is under way; frames that
// queue up behind it go out together in one message, as the protocol allows.
class WebsocketConnection final : public Listener {
 public:
  struct Options {
    Session::Options session;
    RecoveryOptions recovery;
    std::size_t message_bytes_max = 64 << 10;  // from a client; larger ones end the connection with code 1009
    std::size_t write_bytes_max = 64 << 10;    // about as much is written as one message
    std::chrono::seconds close_timeout{3};     // for the client to answer a close
  };
  // What all connections of a loop share; outlives them.
  struct Surroundings {
    const Options& options;
    const std::size_t loop;  // its number in the hub
    Hub& hub;
    ports::Inbox& inbox;
    const TokenCheck& check_token;
    runtime::Clock& clock;
    runtime::Random& random;
    LiveMetrics& metrics;

    Instant now() const { return {clock.now(), clock.wall()}; }
  };

  WebsocketConnection(boost::asio::ip::tcp::socket socket, const Surroundings& surroundings);

  // Does the handshake that `head` asks for, then runs until the connection has ended. When it returns or
  // throws (only for cancellation and broken invariants) nothing of it is under way any more.
  boost::asio::awaitable<void> run(std::string head);

  void tick(Instant now);  // about once a second: deadlines are watched at no finer grain
  void disconnect(Disconnect why);
  void abort();  // without a word; `run` returns soon

  void on_publication(const Publication& publication) override;
  void on_overrun() override;

 private:
  boost::asio::awaitable<void> converse(std::string head);
  boost::asio::awaitable<void> enter(Session::Join join);
  void refuse(const ports::Error& error);
  boost::asio::awaitable<void> come_to_rest();
  void on_message(MessageKind kind);
  void pump();
  void write();
  void close(Disconnect why);
  void finished(bool well);

  const Surroundings& around_;
  WebsocketStream stream_;
  Session session_;
  std::optional<domain::UserId> joined_as_;
  std::string message_;  // what has been read of a message that comes in pieces
  std::vector<Frame> writing_;
  std::size_t operations_ = 0;  // writes and closes under way
  bool open_ = false;
  bool closing_ = false;
  bool leaving_ = false;
  runtime::SteadyTime close_deadline_ = runtime::SteadyTime::max();
  runtime::AutoResetEvent at_rest_;
};

}  // namespace caravan::live
