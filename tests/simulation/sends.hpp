#pragma once

#include <map>
#include <optional>
#include <vector>

#include "domain/message.hpp"
#include "runtime/clock.hpp"

namespace caravan::simulation {

struct Sent {
  domain::Draft draft;
  std::optional<domain::TimeUuid> after;  // newest acknowledged in the chat when this send began
  std::optional<domain::Message> answer;
  runtime::SteadyTime answered_at;
  std::vector<domain::Message> further_answers;  // to copies and to repetitions of the send
};

// What clients tried to send and what they were answered: the record that the checker holds the store to.
using Sends = std::map<domain::MessageKey, Sent>;

}  // namespace caravan::simulation
