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
  void check_hops(const Image& image, const Shown& shown) const;
  void check_view(domain::UserId user, const std::set<domain::MessageKey>& seen, const Image& image) const;
  void check_feed_waits(const Shown& shown);
  void check_live_waits(domain::UserId user, const Attention& attention);

  const Sends& sends() const { return sends_; }
  // How many waits were long enough in calm to be judged: a checker that never looks finds nothing.
  std::size_t feed_waits() const { return feed_waits_; }
  std::size_t live_waits() const { return live_waits_; }

 private:
  void check_order(const std::vector<domain::SharedMessage>& history) const;
  void check_deliveries(const Image& image) const;
  void check_batches(const Image& image) const;

  World& world_;
  const Population& population_;
  const Bounds bounds_;
  Sends sends_;
  std::unordered_map<domain::ChatId, domain::TimeUuid> newest_acknowledged_;
  std::size_t feed_waits_ = 0;
  std::size_t live_waits_ = 0;
};

}  // namespace caravan::simulation
