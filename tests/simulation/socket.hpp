#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "live/publication.hpp"
#include "runtime/auto_reset_event.hpp"

namespace caravan::simulation {

// A connection between a reader and a process, without a network below it: at most one write of the process
// is under way, until the reader has taken it. Each side holds a share; either may close.
struct Socket {
  std::vector<std::string> to_process;
  std::vector<live::Frame> to_reader;
  bool open = true;
  // The process's own, while it is there: is set for frames, for a write that was taken, and at the end.
  runtime::AutoResetEvent* process = nullptr;
  runtime::AutoResetEvent reader;  // is set for frames and at the end

  void send(std::string frame) {
    to_process.push_back(std::move(frame));
    wake_process();
  }
  std::vector<live::Frame> take() {
    wake_process();
    return std::exchange(to_reader, {});
  }
  void close() {
    open = false;
    wake_process();
    reader.set();
  }
  void wake_process() {
    if (process) process->set();
  }
};

using SharedSocket = std::shared_ptr<Socket>;

}  // namespace caravan::simulation
