#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "live/codes.hpp"
#include "live/publication.hpp"
#include "live/token_check.hpp"
#include "runtime/clock.hpp"
#include "wire/live_frames.hpp"

namespace caravan::live {

struct Instant {
  runtime::SteadyTime steady;
  runtime::SystemTime wall;
};

// A position in a user's inbox.
struct Position {
  std::string epoch;
  ports::Offset offset = 0;
};

// One client's conversation in the live protocol, without any I/O: what happens is told to it, what is to be
// done is asked from it. After every call that tells it something, its owner
//   - takes `take_join()`, registers the user with the hub, recovers, and answers `on_joined`;
//   - writes `take_frames()`, and asks again when they are written;
//   - closes with `disconnected()` once there is one and the frames are written;
//   - calls `on_timer` at `next_deadline()` or soon after.
// Not thread-safe. `options` and `check_token` must outlive it.
class Session {
 public:
  struct Options {
    std::chrono::seconds stale_after{15};    // from opening to a successful connect
    std::chrono::seconds join_timeout{10};   // from a good token to the reply, recovery included
    std::chrono::seconds ping_interval{25};  // whole seconds: the protocol tells the client
    std::chrono::seconds pong_timeout{10};
    std::chrono::seconds expired_grace{25};  // for a refresh after the token expired
    // What a client may have waiting before it counts as slow. Deep enough for a burst to a phone that looks
    // away for some seconds, small enough for a thousand slow clients at once.
    std::size_t outgoing_bytes_max = 1 << 20;
    std::size_t outgoing_frames_max = 1024;
    std::size_t errors_max = 256;     // commands answered with an error, per connection
    std::string version = "caravan";  // what the client is told about the server
  };

  // A user to be registered, and from where to recover.
  struct Join {
    domain::UserId user;
    std::optional<Position> from;
  };
  struct Joined {
    std::string_view epoch;
    ports::Offset resume = 0;   // told to the client: it goes on from here
    ports::Offset covered = 0;  // publications up to it are in the reply or were asked for by nobody
    bool recovered = false;
    std::string_view publications;  // encoded, with commas between them
  };

  Session(const Options& options, const TokenCheck& check_token, domain::Uuid client, Instant now);

  void on_frame(std::string_view frame, Instant now);  // the payload of one text message
  void on_joined(const Joined& joined, Instant now);
  void on_publication(const Publication& publication);
  void on_timer(Instant now);
  void disconnect(Disconnect why);  // the first reason stays

  std::optional<Join> take_join();
  // The frames to be written next, about `bytes_max` of them but at least one, or none.
  std::vector<Frame> take_frames(std::size_t bytes_max);
  std::optional<Disconnect> disconnected() const { return disconnected_; }
  runtime::SteadyTime next_deadline() const;

 private:
  enum class State : std::uint8_t { fresh, joining, connected };

  void on_command(const wire::LiveCommand& command, Instant now);
  void on_connect(const wire::LiveCommand& command, Instant now);
  void on_refresh(const wire::LiveCommand& command, Instant now);
  void on_pong();
  void on_channel_command(const wire::LiveCommand& command);
  void refuse(std::uint32_t command_id, CommandError error);
  void expire_at(runtime::SystemTime expires_at, Instant now);
  void ping(Instant now);
  void send(Frame frame);
  void send(std::string text);
  bool has_room_for(const Frame& frame) const;
  std::chrono::seconds ttl(Instant now) const;

  const Options& options_;
  const TokenCheck& check_token_;
  domain::Uuid client_;
  State state_ = State::fresh;
  bool pong_expected_ = false;
  bool recovering_ = false;
  std::uint32_t connect_id_ = 0;
  std::size_t errors_ = 0;
  domain::UserId user_;
  std::optional<Join> join_;
  std::optional<Disconnect> disconnected_;
  runtime::SteadyTime deadline_;  // of a fresh or joining state, then of the next ping or the pong
  runtime::SteadyTime next_ping_;
  runtime::SteadyTime expires_ = runtime::SteadyTime::max();  // the token's end
  ports::Offset position_ = 0;                                // of the last publication queued
  std::vector<Publication> held_;                             // arrived while joining
  std::vector<Frame> outgoing_;
  std::size_t outgoing_bytes_ = 0;  // of held_ and outgoing_
};

}  // namespace caravan::live
