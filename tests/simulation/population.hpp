#pragma once

#include <vector>

#include "adapters/memory/memory_chats.hpp"
#include "world.hpp"

namespace caravan::simulation {

// Who there is and who talks to whom; made before the run begins.
struct Population {
  explicit Population(World& world);

  std::vector<domain::Chat> chats_of(domain::UserId user) const;

  memory::Store stored;
  std::vector<domain::UserId> users;
  std::vector<domain::Chat> chats;
};

}  // namespace caravan::simulation
