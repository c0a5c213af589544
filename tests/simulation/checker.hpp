#pragma once

#include <cstddef>
#include <set>
#include <unordered_map>

#include "attention.hpp"
#include "population.hpp"
#include "process.hpp"
#include "sends.hpp"

namespace caravan::simulation {

// Holds a run to the guarantees. What it finds goes to `World::violations`.
class Checker {
 public:
  Checker(World& world, const Population& population) : world_(world), population_(population) {}

  // While it runs.
  void sending(const domain::Draft& draft);
  // Of a send, of a copy of it, or of its repetition.
  void acknowledged(const domain::Message& message, const Store& store);
  void check_bounds(const Process& process);

  // When everything has come to rest.
  void check_history(const Image& image) const;
  void check_hops(const Image& image, const Shown& shown, const Attended& attended) const;
  void check_streams(const Shown& shown);
  void check_presence(const Shown& shown, const Attended& attended);
  // What the user wrote himself reaches his sockets, and not his listeners in the feed.
  enum class Own { shown, known };
  void check_view(domain::UserId user, const std::set<domain::MessageKey>& seen, const Image& image,
                  Own own) const;
  void check_feed_waits(domain::UserId user, const Attention& attention);
  void check_live_waits(domain::UserId user, const Attention& attention);

  const Sends& sends() const { return sends_; }
  // How many waits were long enough in calm to be judged: a checker that never looks finds nothing.
  std::size_t feed_waits() const { return feed_waits_; }
  std::size_t live_waits() const { return live_waits_; }
  std::size_t stream_waits() const { return stream_waits_; }
  // How many readers left in calm with deliveries that they may not have got.
  std::size_t covered() const { return covered_; }

 private:
  void check_order(const std::vector<domain::SharedMessage>& history) const;
  void check_deliveries(const Image& image) const;
  void check_batches(const Image& image) const;
  bool is_excused(const Attended::Key& key, const Attended& attended) const;
  bool was_fetched(const Attended::Key& key, ports::Offset place, const Attended& attended) const;
  void check_writes(const Attended& attended) const;
  void check_leaving(domain::UserId user, const Attended::Span& span, const Shown& shown,
                     const Attended& attended);
  template <class Counts, class Late>
  std::size_t count_waits(domain::UserId user, const Attention& attention, std::chrono::milliseconds longest,
                          Counts counts, Late late) const;

  World& world_;
  const Population& population_;
  const Bounds bounds_;
  Sends sends_;
  std::unordered_map<domain::ChatId, domain::TimeUuid> newest_acknowledged_;
  std::size_t feed_waits_ = 0;
  std::size_t live_waits_ = 0;
  std::size_t stream_waits_ = 0;
  std::size_t covered_ = 0;
  bool held_too_much_ = false;  // some of it was let go early
};

}  // namespace caravan::simulation
