#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "costs/replay.hpp"

namespace caravan::costs {

// A window of each reader, and behind it, as in publish, at most one write of his document an interval: what
// is ready meanwhile waits and travels together.
class InboxReplay final : public Replay {
 public:
  InboxReplay(const domain::WindowPolicy& policy, const ReplayOptions& options)
      : policy_(policy), options_(options) {}

  void add(const Arrival& arrival) override;
  Outcome finish() override;

 private:
  using Time = domain::SteadyTime;

  struct Gathered {
    std::vector<Time> times;
    std::size_t bytes = 0;
  };
  struct Reader {
    domain::WindowState window;
    Gathered open;     // in the window
    Gathered waiting;  // for the write
    Time due{};        // of the write
    std::optional<Time> written;
    std::deque<std::size_t> ring;  // bytes of the batches in the document
  };

  void advance(Reader& reader, Time now);
  void flush(Reader& reader, Time now);
  void write_due(Reader& reader, Time now);
  std::size_t document_bytes(Reader& reader) const;

  const domain::WindowPolicy& policy_;
  const ReplayOptions options_;
  std::unordered_map<domain::UserId, Reader> readers_;
  Outcome outcome_;
};

}  // namespace caravan::costs
