#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "costs/replay.hpp"
#include "costs/streams.hpp"

namespace caravan::costs {

// A window of each stream, and a new document for each window, which every reader of the chat is sent.
class BatchesReplay final : public Replay {
 public:
  BatchesReplay(const domain::WindowPolicy& policy, const ReplayOptions& options)
      : policy_(policy), options_(options) {}

  void add(const Arrival& arrival) override;
  Outcome finish() override;

 private:
  using Time = domain::SteadyTime;

  // The newest document of a stream: gathered while its window is open, written when it is not.
  struct Document {
    domain::WindowState window;
    std::vector<Time> times;  // a message has one for each reader
    std::vector<domain::UserId> readers;
    std::size_t bytes = 0;
    Time newest{};  // the last message's
    Time written{};
  };

  void show_late(Document& document, const Arrival& arrival);
  void flush_due(Document& document, Time now);
  void count_reads(const Document& document, std::size_t readers);
  static bool note_reader(Document& document, domain::UserId reader);

  const domain::WindowPolicy& policy_;
  const ReplayOptions options_;
  std::unordered_map<domain::Stream, Document> documents_;
  Outcome outcome_;
};

}  // namespace caravan::costs
