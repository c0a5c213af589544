#pragma once

#include "adapters/cassandra/cassandra_message_store.hpp"
#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/accept/store_then_log.hpp"

namespace caravan::services {

// Acceptance as a chat node has it, over a real message store; what stands in memory is the log, of which
// Cassandra knows nothing.
class StoreThenMemoryLog final : public ports::Acceptance {
 public:
  StoreThenMemoryLog(ports::MessageStore& store, runtime::Clock& clock, runtime::Random& random,
                     observe::Metrics& metrics, accept::ChatLanes::Options lanes = {})
      : memory_(clock, random), acceptance_({.lanes = lanes}, store, log_, noted_, clock, random, metrics) {}

  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin origin) override {
    return acceptance_.accept(std::move(draft), origin);
  }

 private:
  memory::Store memory_;
  memory::MemoryMessageLog log_{memory_};
  memory::MemoryUnpublished unpublished_;
  accept::NotedChats noted_{unpublished_};
  accept::StoreThenLog acceptance_;
};

}  // namespace caravan::services
