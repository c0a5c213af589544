#include "live/session.hpp"

#include <algorithm>
#include <utility>

namespace caravan::live {
namespace {

using Method = wire::LiveMethod;

const Frame kPing = std::make_shared<const std::string>("{}");

// Where the client wants to go on in its own inbox; other channels are nobody's business here.
std::optional<Position> position_in(const wire::LiveCommand& connect, const std::string& channel) {
  for (const auto& asked : connect.recover)
    if (asked.channel == channel) return Position{asked.epoch, asked.offset};
  return std::nullopt;
}

// Clients that started together (after a restart) shall not be pinged together for ever.
std::chrono::nanoseconds first_ping_after(std::chrono::nanoseconds interval, const domain::Uuid& client) {
  return interval / 2 + interval / 2 * client.bytes[0] / 256;
}

}  // namespace

Session::Session(const Options& options, const TokenCheck& check_token, domain::Uuid client, Instant now)
    : options_(options),
      check_token_(check_token),
      client_(client),
      deadline_(now.steady + options.stale_after) {}

void Session::on_frame(std::string_view frame, Instant now) {
  if (frame.empty()) return disconnect(kBadRequest);
  while (!frame.empty() && !disconnected_) {
    const auto end = frame.find('\n');
    const auto line = frame.substr(0, end);
    frame.remove_prefix(end == frame.npos ? frame.size() : end + 1);
    const auto command = wire::decode_command(line);
    command ? on_command(*command, now) : disconnect(kBadRequest);
  }
}

void Session::on_command(const wire::LiveCommand& command, Instant now) {
  if (state_ == State::fresh && command.method != Method::connect) return disconnect(kBadRequest);
  if (command.method == Method::pong) return on_pong();
  if (command.method == Method::send) return disconnect(kNotAvailable);
  if (command.id == 0) return disconnect(kBadRequest);
  switch (command.method) {
    case Method::connect:
      return on_connect(command, now);
    case Method::refresh:
      return on_refresh(command, now);
    case Method::ping:
      return send(wire::encode_done(command.id, command.method));
    case Method::rpc:
      return refuse(command.id, kCommandNotAvailable);
    case Method::unknown:
      return refuse(command.id, kMethodNotFound);
    default:
      return on_channel_command(command);
  }
}

void Session::on_connect(const wire::LiveCommand& command, Instant now) {
  if (state_ != State::fresh) return disconnect(kBadRequest);
  const auto verdict = check_token_(command.token);
  if (const auto* failure = std::get_if<TokenFailure>(&verdict)) {
    // The client may get itself a new token and connect again, while it is not yet stale.
    if (*failure == TokenFailure::expired) return refuse(command.id, kTokenExpired);
    return disconnect(kInvalidToken);
  }
  const auto& bearer = std::get<Bearer>(verdict);
  user_ = bearer.user;
  expire_at(bearer.expires_at, now);
  connect_id_ = command.id;
  join_ = Join{user_, position_in(command, wire::inbox_channel(user_))};
  recovering_ = join_->from.has_value();
  state_ = State::joining;
  deadline_ = now.steady + options_.join_timeout;
}

void Session::on_joined(const Joined& joined, Instant now) {
  if (disconnected_) return;
  const auto client = client_.to_string();
  const auto channel = wire::inbox_channel(user_);
  const auto reply = wire::encode_connected(connect_id_, {.client = {client, options_.version, ttl(now)},
                                                          .channel = channel,
                                                          .epoch = joined.epoch,
                                                          .offset = joined.resume,
                                                          .was_recovering = recovering_,
                                                          .recovered = joined.recovered,
                                                          .publications = joined.publications,
                                                          .ping_interval = options_.ping_interval});
  state_ = State::connected;
  position_ = joined.covered;
  next_ping_ = deadline_ = now.steady + first_ping_after(options_.ping_interval, client_);

  // The reply may be larger than a slow client's buffer: recovery has limits of its own.
  outgoing_.insert(outgoing_.begin(), std::make_shared<const std::string>(reply));
  outgoing_bytes_ += reply.size();
  for (const auto& publication : std::exchange(held_, {})) {
    outgoing_bytes_ -= publication.frame->size();
    on_publication(publication);
  }
}

void Session::on_refresh(const wire::LiveCommand& command, Instant now) {
  const auto verdict = check_token_(command.token);
  if (const auto* failure = std::get_if<TokenFailure>(&verdict)) {
    if (*failure == TokenFailure::expired) return refuse(command.id, kTokenExpired);
    return disconnect(kInvalidToken);
  }
  const auto& bearer = std::get<Bearer>(verdict);
  if (bearer.user != user_) return disconnect(kInvalidToken);
  expire_at(bearer.expires_at, now);
  const auto client = client_.to_string();
  send(wire::encode_refreshed(command.id, {client, options_.version, ttl(now)}));
}

void Session::on_pong() {
  if (!std::exchange(pong_expected_, false)) return;
  deadline_ = next_ping_;
}

void Session::on_channel_command(const wire::LiveCommand& command) {
  const bool own = command.channel == wire::inbox_channel(user_);
  if (!own && command.method == Method::unsubscribe)
    return send(wire::encode_done(command.id, command.method));  // what is asked for is the case
  if (!own)
    return refuse(command.id, command.channel.starts_with("inbox:") ? kPermissionDenied : kUnknownChannel);
  switch (command.method) {
    case Method::subscribe:
      return refuse(command.id, kAlreadySubscribed);
    case Method::unsubscribe:
    case Method::publish:
      return refuse(command.id, kPermissionDenied);
    default:
      return refuse(command.id, kCommandNotAvailable);
  }
}

void Session::on_publication(const Publication& publication) {
  if (disconnected_) return;
  if (state_ == State::joining) {
    if (!has_room_for(publication.frame)) return disconnect(kSlow);
    held_.push_back(publication);
    outgoing_bytes_ += publication.frame->size();
    return;
  }
  if (publication.offset <= position_) return;
  position_ = publication.offset;
  send(publication.frame);
}

void Session::on_timer(Instant now) {
  if (disconnected_) return;
  if (expires_ != runtime::SteadyTime::max() && now.steady >= expires_ + options_.expired_grace)
    return disconnect(kExpired);
  if (now.steady < deadline_) return;
  if (state_ == State::fresh) return disconnect(kStale);
  if (state_ == State::joining) return disconnect(kServerError);
  if (pong_expected_) return disconnect(kNoPong);
  ping(now);
}

runtime::SteadyTime Session::next_deadline() const {
  if (disconnected_) return runtime::SteadyTime::max();
  if (expires_ == runtime::SteadyTime::max()) return deadline_;
  return std::min(deadline_, expires_ + options_.expired_grace);
}

void Session::ping(Instant now) {
  pong_expected_ = true;
  next_ping_ = now.steady + options_.ping_interval;
  deadline_ = now.steady + options_.pong_timeout;
  send(kPing);
}

void Session::refuse(std::uint32_t command_id, CommandError error) {
  if (++errors_ > options_.errors_max) return disconnect(kTooManyErrors);
  send(wire::encode_error(command_id, error.code, error.message, false));
}

void Session::disconnect(Disconnect why) {
  if (disconnected_) return;
  disconnected_ = why;
  held_ = {};
  join_.reset();
  if (why != kSlow) return;
  outgoing_ = {};
  outgoing_bytes_ = 0;
}

void Session::send(Frame frame) {
  if (disconnected_) return;
  if (!has_room_for(frame)) return disconnect(kSlow);
  outgoing_bytes_ += frame->size();
  outgoing_.push_back(std::move(frame));
}

void Session::send(std::string text) {
  send(std::make_shared<const std::string>(std::move(text)));
}

bool Session::has_room_for(const Frame& frame) const {
  // A frame of any size goes to a client that keeps up.
  if (outgoing_bytes_ == 0) return true;
  return outgoing_.size() + held_.size() < options_.outgoing_frames_max &&
         outgoing_bytes_ + frame->size() <= options_.outgoing_bytes_max;
}

std::optional<Session::Join> Session::take_join() {
  return std::exchange(join_, std::nullopt);
}

std::vector<Frame> Session::take_frames(std::size_t bytes_max) {
  std::size_t count = 0, bytes = 0;
  for (; count < outgoing_.size() && (count == 0 || bytes < bytes_max); ++count)
    bytes += outgoing_[count]->size();
  outgoing_bytes_ -= bytes;
  if (count == outgoing_.size()) return std::exchange(outgoing_, {});
  const auto end = outgoing_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Frame> taken(std::make_move_iterator(outgoing_.begin()), std::make_move_iterator(end));
  outgoing_.erase(outgoing_.begin(), end);
  return taken;
}

void Session::expire_at(runtime::SystemTime expires_at, Instant now) {
  expires_ = now.steady + (expires_at - now.wall);
}

std::chrono::seconds Session::ttl(Instant now) const {
  // Zero would mean to clients that the token never ends.
  return std::max(std::chrono::floor<std::chrono::seconds>(expires_ - now.steady), std::chrono::seconds(1));
}

}  // namespace caravan::live
