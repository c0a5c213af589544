#pragma once

#include <map>
#include <optional>
#include <unordered_map>

#include "domain/message.hpp"
#include "world.hpp"

namespace caravan::simulation {

struct Sent {
  domain::Draft draft;
  std::optional<domain::TimeUuid> after;  // newest acknowledged in the chat when this send began
  std::optional<domain::Message> answer;
  runtime::SteadyTime answered_at;
};

// What clients tried to send and what they were answered: the record that the checker holds the store to.
using Sends = std::map<domain::MessageId, Sent>;

}  // namespace caravan::simulation
