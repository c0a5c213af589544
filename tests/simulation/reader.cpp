#include "reader.hpp"

#include <algorithm>
#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

Reader::Reader(World& world, Machine& machine, const Population& population, domain::UserId user)
    : world_(world),
      machine_(machine),
      random_(world.random.fork()),
      user_(user),
      history_(world, machine, population, user) {}

ports::Task<void> Reader::run() {
  for (;;) {
    co_await pause(1ms, world_.settling ? 50ms : 800ms);
    co_await world_.clock.sleep_until(away_until_);
    const auto socket = machine_.connect();
    if (!socket) continue;
    socket_ = socket;
    if (random_.one_in(world_.faults.reader_forgets)) memory_ = older_;
    if (random_.one_in(3)) older_ = memory_;
    co_await converse(socket);
    attention_.end(world_.clock.now());
    socket->close();
  }
}

ports::Task<void> Reader::step_out() {
  co_await pause(100ms, 2500ms);
  away_until_ = world_.clock.now() + 3s;
  if (socket_) socket_->close();
}

ports::Task<void> Reader::converse(SharedSocket socket) {
  socket->send(connect_frame());
  for (;;) {
    const auto silent_until = world_.clock.now() + 5s;
    while (socket->open && socket->to_reader.empty() && world_.clock.now() < silent_until)
      co_await world_.clock.wait(socket->reader, silent_until);
    if (socket->to_reader.empty()) co_return;
    co_await pause(50us, 4ms);
    const bool stays = co_await on_frames(socket);
    if (!stays) co_return;
    attention_.begin(world_.clock.now());
  }
}

// False when the reader leaves.
ports::Task<bool> Reader::on_frames(SharedSocket socket) {
  for (const auto& text : socket->take()) {
    const auto frame = read_frame(*text, user_);
    if (!frame) world_.trace.note("reader.odd_frame");
    world_.expect(frame.has_value(), "every frame has the protocol's form");
    if (!frame) co_return false;
    on_frame(*frame, *socket);
    if (random_.one_in(world_.faults.reader_leaves)) co_return false;
    if (!random_.one_in(world_.faults.reader_sleeps)) continue;
    attention_.end(world_.clock.now());
    co_await pause(500ms, 4s);
  }
  if (memory_.position && !memory_.history_read) co_await read_history(socket);
  co_return true;
}

void Reader::on_frame(const ReadFrame& frame, Socket& socket) {
  if (frame.connected) return on_connected(frame);
  if (!frame.publications.empty()) return on_publications(frame.publications);
  if (!random_.one_in(world_.faults.pong_missed)) socket.send("{}");
}

void Reader::on_connected(const ReadFrame& reply) {
  world_.trace.note("reader.connected", {user_.value, reply.offset, reply.recovered});
  world_.expect(!(reply.recovered && lied_about_epoch_), "offsets of another epoch are not recovered from");
  std::size_t recovered = 0;
  for (const auto& publication : reply.publications)
    recovered += publication.messages.size();
  world_.expect(recovered <= bounds_.recovery_deliveries_max,
                "what is recovered at once stays within its bound");
  if (!reply.recovered) memory_.history_read = false;
  memory_.position = live::Position{reply.epoch, reply.offset};
  on_publications(reply.publications);
}

void Reader::on_publications(const std::vector<ReadPublication>& publications) {
  world_.expect(memory_.position.has_value(), "publications follow the reply to connect");
  for (const auto& publication : publications) {
    world_.trace.note("reader.shown", {user_.value, publication.offset});
    world_.expect(publication.messages.size() <= bounds_.publication_deliveries_max,
                  "a publication stays within its bound");
    world_.expect(publication.offset > memory_.position->offset, "offsets grow within a connection");
    memory_.position->offset = publication.offset;
    for (const auto& message : publication.messages) {
      world_.expect(machine_.store().durable().accepted(message) != nullptr,
                    "readers are shown only what is durable");
      memory_.view.seen.insert(message);
      attention_.shown(message, world_.clock.now());
    }
  }
}

ports::Task<void> Reader::read_history(SharedSocket socket) {
  attention_.end(world_.clock.now());
  const std::function<bool()> stays = [socket] { return socket->open; };
  memory_.history_read = co_await history_.read(memory_.view, stays);
}

std::string Reader::connect_frame() {
  std::string frame = R"({"id":1,"connect":{"token":")" + user_.to_string() + '"';
  lied_about_epoch_ = memory_.position && random_.one_in(world_.faults.epoch_wrong);
  if (memory_.position) {
    const auto& epoch = lied_about_epoch_ ? std::string("another") : memory_.position->epoch;
    frame += R"(,"subs":{"inbox:)" + user_.to_string() + R"(":{"recover":true,"epoch":")" + epoch +
             R"(","offset":)" + std::to_string(memory_.position->offset) + "}}";
  }
  return frame + "}}";
}

ports::Task<void> Reader::pause(std::chrono::microseconds least, std::chrono::microseconds most) {
  return world_.clock.sleep_until(world_.clock.now() + random_.between(least, most));
}

}  // namespace caravan::simulation
