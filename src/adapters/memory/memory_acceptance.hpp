#pragma once

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/acceptance.hpp"

namespace caravan::memory {

class MemoryAcceptance final : public ports::Acceptance, public Fallible {
 public:
  explicit MemoryAcceptance(Store& store) : store_(store) {}

  // `not_found` when the chat does not exist.
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin) override;

 private:
  Store& store_;
};

}  // namespace caravan::memory
