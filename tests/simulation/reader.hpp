#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "attention.hpp"
#include "history_reading.hpp"
#include "live_frames_fixture.hpp"
#include "machine.hpp"

namespace caravan::simulation {

// A device that shows its user's chats. It follows the live protocol as client libraries do, and leaves,
// sleeps, forgets and lies about its position as people's devices do.
class Reader {
 public:
  Reader(World& world, Machine& machine, const Population& population, domain::UserId user);

  // Connects again whenever a connection ends; until it is dropped.
  ports::Task<void> run();

  // Leaves its socket in a moment, and stays away for a while.
  ports::Task<void> step_out();

  domain::UserId user() const { return user_; }
  const std::set<domain::MessageKey>& seen() const { return memory_.view.seen; }
  // The run is over.
  const Attention& attention_until(runtime::SteadyTime now) {
    attention_.end(now);
    return attention_;
  }

 private:
  // What a device keeps between connections.
  struct Memory {
    std::optional<live::Position> position;
    bool history_read = false;
    View view;
  };

  ports::Task<void> converse(SharedSocket socket);
  ports::Task<bool> on_frames(SharedSocket socket);
  void on_frame(const ReadFrame& frame, Socket& socket);
  void on_connected(const ReadFrame& reply);
  void on_publications(const std::vector<ReadPublication>& publications);
  ports::Task<void> read_history(SharedSocket socket);
  std::string connect_frame();
  ports::Task<void> pause(std::chrono::microseconds least, std::chrono::microseconds most);

  World& world_;
  Machine& machine_;
  SeededRandom random_;
  const domain::UserId user_;
  HistoryReading history_;
  const Bounds bounds_;
  Memory memory_;
  Memory older_;  // as it was some time ago
  Attention attention_;
  bool lied_about_epoch_ = false;
  SharedSocket socket_;  // the one that it uses, if any
  runtime::SteadyTime away_until_{};
};

}  // namespace caravan::simulation
