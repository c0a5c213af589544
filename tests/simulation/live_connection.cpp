#include "live_connection.hpp"

#include <limits>
#include <utility>

namespace caravan::simulation {

LiveConnection::LiveConnection(SharedSocket socket, std::size_t loop, const Surroundings& around)
    : around_(around),
      socket_(std::move(socket)),
      loop_(loop),
      session_(around.session, around.check_token,
               domain::Uuid::v4(around.world.random.next(), around.world.random.next()), now()) {
  socket_->process = &socket_changed_;
}

LiveConnection::~LiveConnection() {
  if (joined_as_) around_.hub.leave(loop_, *joined_as_, *this);
  socket_->process = nullptr;
  socket_->close();
}

ports::Task<void> LiveConnection::run() {
  while (socket_->open) {
    for (const auto& frame : std::exchange(socket_->to_process, {})) {
      session_.on_frame(frame, now());
      auto join = session_.take_join();
      if (join) co_await enter(*std::move(join));
    }
    pump();
    if (socket_->open && socket_->to_process.empty())
      co_await around_.world.clock.wait(socket_changed_, runtime::SteadyTime::max());
  }
}

ports::Task<void> LiveConnection::enter(live::Session::Join join) {
  const auto epoch = co_await around_.inbox.epoch();
  if (!epoch) {
    session_.disconnect(live::kServerError);
    co_return;
  }
  const auto position = around_.hub.join(loop_, join.user, *this);
  if (!position) {
    session_.disconnect(live::kConnectionLimit);
    co_return;
  }
  joined_as_ = join.user;
  if (!join.from) {
    session_.on_joined({.epoch = *epoch, .resume = *position, .covered = *position, .publications = {}},
                       now());
    co_return;
  }
  const auto recovery = co_await live::recover(around_.inbox, *epoch, around_.recovery, join.user,
                                               *std::move(join.from), *position);
  if (!recovery) {
    session_.disconnect(live::kServerError);
    co_return;
  }
  session_.on_joined({.epoch = *epoch,
                      .resume = recovery->resume,
                      .covered = recovery->covered,
                      .recovered = recovery->result == live::RecoveryResult::recovered,
                      .publications = recovery->publications},
                     now());
}

void LiveConnection::tick() {
  const auto at = now();
  if (at.steady < session_.next_deadline()) return;
  session_.on_timer(at);
  pump();
}

void LiveConnection::on_publication(const live::Publication& publication) {
  session_.on_publication(publication);
  pump();
}

void LiveConnection::on_overrun() {
  session_.disconnect(live::kInsufficientState);
  pump();
}

void LiveConnection::pump() {
  if (!socket_->open || !socket_->to_reader.empty()) return;
  auto frames = session_.take_frames(std::numeric_limits<std::size_t>::max());
  if (!frames.empty()) {
    std::size_t bytes = 0;
    for (const auto& frame : frames)
      bytes += frame->size();
    // One frame of any size is let through, and the reply to connect comes on top.
    const bool within = frames.size() <= around_.bounds.outgoing_frames_max + 1 &&
                        bytes <= around_.bounds.outgoing_bytes_max + 2 * around_.bounds.recovery_bytes_max;
    around_.world.expect(within, "what waits for a slow reader stays within its bounds");
    socket_->to_reader = std::move(frames);
    socket_->reader.set();
    return;
  }
  if (const auto why = session_.disconnected()) {
    around_.world.trace.note("live.disconnect", {why->code});
    socket_->close();
  }
}

}  // namespace caravan::simulation
