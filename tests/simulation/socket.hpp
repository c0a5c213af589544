#pragma once

#include <memory>
#include <string>
#include <vector>

#include "live/publication.hpp"
#include "runtime/alarm.hpp"

namespace caravan::simulation {

// A connection between a reader and a process, without a network below it: at most one write of the process
// is under way, until the reader has taken it. Each side holds a share; either may close.
struct Socket {
  std::vector<std::string> to_process;
  std::vector<live::Frame> to_reader;
  bool open = true;
  runtime::Alarm process;  // rings for frames, for a write that was taken, and at the end
  runtime::Alarm reader;   // rings for frames and at the end

  void send(std::string frame) {
    to_process.push_back(std::move(frame));
    process.ring();
  }
  std::vector<live::Frame> take() {
    process.ring();
    return std::exchange(to_reader, {});
  }
  void close() {
    open = false;
    process.ring();
    reader.ring();
  }
};

using SharedSocket = std::shared_ptr<Socket>;

}  // namespace caravan::simulation
