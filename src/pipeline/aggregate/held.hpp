#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "domain/batch.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

// Deliveries to readers for whom nothing is written, kept for as long as one of them may turn out not to have
// got them: his socket was dead and nobody knew, or he was on his way to the feed. Decides only; not
// thread-safe.
class Held {
 public:
  struct Options {
    std::chrono::milliseconds time{45'000};
    // Of bodies and kBookkeeping for each. Over it the oldest are let go early: whoever would have needed
    // them finds a gap and reads history.
    std::size_t bytes_max = 64 << 20;
  };
  static constexpr std::size_t kBookkeeping = 128;  // bytes, about what one delivery takes beside its body

  struct Delivery {
    domain::UserId recipient;
    domain::SharedMessage message;
    ports::Offset offset = 0;
    std::int64_t place = 0;
  };

  explicit Held(Options options) : options_(options) {}

  // Offsets and times never fall from one call to the next.
  void add(Delivery delivery, runtime::SteadyTime now);
  // The recipient's, oldest first; they are held no more.
  std::vector<Delivery> take(domain::UserId recipient);
  // Those that are let go now, oldest first.
  std::vector<Delivery> take_expired(runtime::SteadyTime now);

  // Every record before it that was ever held is held no more.
  std::optional<ports::Offset> first_offset() const;
  bool empty() const { return line_.empty(); }
  std::size_t deliveries() const { return deliveries_; }
  std::size_t bytes() const { return bytes_; }
  // How many were let go because there were too many bytes.
  std::uint64_t let_go_early() const { return let_go_early_; }

 private:
  // Places are counted from the first delivery that was ever held.
  struct Entry {
    Delivery delivery;  // without a message when it was taken
    runtime::SteadyTime since;
    std::uint64_t next;  // place of the same recipient's next one, as far as there is one
  };
  struct Chain {
    std::uint64_t first;
    std::uint64_t last;
  };

  Entry& at(std::uint64_t place) { return line_[place - dropped_]; }
  void forget(Entry& entry);
  void drop_taken();

  const Options options_;
  std::deque<Entry> line_;     // oldest first, with one that is held in front
  std::uint64_t dropped_ = 0;  // the place of that one
  std::unordered_map<domain::UserId, Chain> chains_;
  std::size_t deliveries_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t let_go_early_ = 0;
};

}  // namespace caravan::aggregate
