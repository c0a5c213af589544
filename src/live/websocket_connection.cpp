#include "live/websocket_connection.hpp"

#include <boost/asio/this_coro.hpp>
#include <exception>
#include <utility>

#include "observe/log.hpp"

namespace caravan::live {

namespace asio = boost::asio;

WebsocketConnection::WebsocketConnection(asio::ip::tcp::socket socket, const Surroundings& surroundings)
    : around_(surroundings),
      stream_(std::move(socket), surroundings.options.message_bytes_max),
      session_(surroundings.options.session, surroundings.check_token,
               domain::Uuid::v4(surroundings.random.next(), surroundings.random.next()), surroundings.now()) {
}

asio::awaitable<void> WebsocketConnection::run(std::string head) {
  std::exception_ptr failure;
  try {
    co_await converse(std::move(head));
  } catch (...) {
    failure = std::current_exception();  // rethrown below, when nothing is under way any more
  }
  co_await come_to_rest();
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> WebsocketConnection::converse(std::string head) {
  open_ = co_await stream_.accept(std::move(head));
  if (!open_) co_return;
  pump();
  while (true) {
    const auto kind = co_await stream_.read(message_);
    if (!kind) break;
    on_message(*kind);
    if (auto join = session_.take_join()) co_await enter(*std::move(join));
    pump();
  }
}

void WebsocketConnection::on_message(MessageKind kind) {
  const auto message = std::exchange(message_, {});
  if (kind == MessageKind::binary)
    session_.disconnect(kBadRequest);
  else
    session_.on_frame(message, around_.now());
}

asio::awaitable<void> WebsocketConnection::enter(Session::Join join) {
  // Before the position is asked for, which means nothing until the epoch is known.
  const auto epoch = co_await around_.inbox.epoch();
  if (!epoch) {
    refuse(epoch.error());
    co_return;
  }
  const auto position = around_.hub.join(around_.loop, join.user, *this);
  if (!position) {
    session_.disconnect(kConnectionLimit);
    co_return;
  }
  joined_as_ = join.user;
  around_.metrics.connects.Increment();
  if (!join.from) {
    session_.on_joined({.epoch = *epoch, .resume = *position, .covered = *position, .publications = {}},
                       around_.now());
    co_return;
  }
  const auto recovery = co_await recover(around_.inbox, *epoch, around_.options.recovery, join.user,
                                         *std::move(join.from), *position);
  if (!recovery) {
    around_.metrics.recovery_failures.Increment();
    refuse(recovery.error());
    co_return;
  }
  around_.metrics.recoveries(recovery->result).Increment();
  around_.metrics.inbox_failures.succeeded(around_.clock.now());
  session_.on_joined({.epoch = *epoch,
                      .resume = recovery->resume,
                      .covered = recovery->covered,
                      .recovered = recovery->result == RecoveryResult::recovered,
                      .publications = recovery->publications},
                     around_.now());
}

void WebsocketConnection::refuse(const ports::Error& error) {
  around_.metrics.inbox_failures.failed(around_.clock.now(), {{"detail", error.detail}});
  session_.disconnect(kServerError);
}

asio::awaitable<void> WebsocketConnection::come_to_rest() {
  if (joined_as_) around_.hub.leave(around_.loop, *joined_as_, *this);
  joined_as_.reset();
  leaving_ = true;
  abort();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  while (operations_ > 0)
    co_await at_rest_.wait_until(runtime::SteadyTime::max());  // the socket is closed: they end by themselves
  around_.metrics.disconnects(session_.disconnected().value_or(kConnectionClosed)).Increment();
}

void WebsocketConnection::tick(Instant now) {
  if (now.steady >= close_deadline_) return abort();
  if (now.steady < session_.next_deadline()) return;
  session_.on_timer(now);
  pump();
}

void WebsocketConnection::disconnect(Disconnect why) {
  session_.disconnect(why);
  pump();
}

void WebsocketConnection::on_publication(const Publication& publication) {
  session_.on_publication(publication);
  pump();
}

void WebsocketConnection::on_overrun() {
  disconnect(kInsufficientState);
}

void WebsocketConnection::abort() {
  stream_.abort();
}

void WebsocketConnection::pump() {
  // A client that does not read holds its last write for ever; what follows a disconnect has a deadline.
  if (session_.disconnected() && close_deadline_ == runtime::SteadyTime::max())
    close_deadline_ = around_.clock.now() + around_.options.close_timeout;
  if (!open_ || closing_ || leaving_ || operations_ > 0) return;
  writing_ = session_.take_frames(around_.options.write_bytes_max);
  if (!writing_.empty()) return write();
  if (const auto why = session_.disconnected()) close(*why);
}

void WebsocketConnection::write() {
  ++operations_;
  stream_.write(writing_, MessageKind::text, [this](bool well, std::size_t bytes) {
    around_.metrics.frames_sent.Increment(static_cast<double>(writing_.size()));
    around_.metrics.bytes_sent.Increment(static_cast<double>(bytes));
    writing_ = {};
    finished(well);
  });
}

void WebsocketConnection::close(Disconnect why) {
  closing_ = true;
  observe::log(observe::Level::debug, "live.disconnect", {{"code", why.code}, {"reason", why.reason}});
  ++operations_;
  stream_.close(why, [this](bool well) { finished(well); });
}

void WebsocketConnection::finished(bool well) {
  --operations_;
  if (leaving_) return at_rest_.set();
  well ? pump() : abort();
}

}  // namespace caravan::live
