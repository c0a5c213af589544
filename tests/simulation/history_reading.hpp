#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "machine.hpp"
#include "population.hpp"

namespace caravan::simulation {

// What a device has of its user's chats.
struct View {
  std::set<domain::MessageKey> seen;
  std::map<domain::ChatId, domain::TimeUuid> read_up_to;  // nothing older is missing
};

// Reads histories as devices do: page by page, backward or forward.
class HistoryReading {
 public:
  HistoryReading(World& world, Machine& machine, const Population& population, domain::UserId user);

  // All chats, until each could be read. False when it was not to go on.
  ports::Task<bool> read(View& view, std::function<bool()> goes_on);

 private:
  using Page = ports::Result<std::vector<domain::Message>>;

  ports::Task<bool> read_backward(View& view, domain::ChatId chat);
  ports::Task<bool> read_forward(View& view, domain::ChatId chat);
  ports::Task<std::optional<Page>> ask_page(chats::PageRequest request);

  World& world_;
  Machine& machine_;
  SeededRandom random_;
  const domain::UserId user_;
  const std::vector<domain::Chat> chats_;
};

}  // namespace caravan::simulation
