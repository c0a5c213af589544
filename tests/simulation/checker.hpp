#pragma once

#include <set>
#include <unordered_map>

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
  void acknowledged(const domain::Message& message, const Store& store);

  // When everything has come to rest.
  void check_history(const Image& image) const;
  void check_hops(const Image& image, const Shown& shown) const;
  void check_view(domain::UserId user, const std::set<domain::MessageId>& seen, const Image& image) const;

  const Sends& sends() const { return sends_; }

 private:
  void check_order(const std::vector<domain::SharedMessage>& history) const;
  void check_deliveries(const Image& image) const;
  void check_waits(const Shown& shown) const;
  bool calm_between(runtime::SteadyTime from, runtime::SteadyTime to) const;

  World& world_;
  const Population& population_;
  const Bounds bounds_;
  Sends sends_;
  std::unordered_map<domain::ChatId, domain::TimeUuid> newest_acknowledged_;
};

}  // namespace caravan::simulation
