#pragma once

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/history.hpp"

namespace caravan::memory {

class MemoryHistory final : public ports::History, public Fallible {
 public:
  explicit MemoryHistory(Store& store) : store_(store) {}

  ports::Task<ports::Result<std::vector<domain::Message>>> before(domain::ChatId chat,
                                                                  std::optional<domain::TimeUuid> time,
                                                                  std::size_t count_max) override;
  ports::Task<ports::Result<std::vector<domain::Message>>> after(domain::ChatId chat, domain::TimeUuid time,
                                                                 std::size_t count_max) override;

 private:
  Store& store_;
};

}  // namespace caravan::memory
