#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/kafka/client.hpp"

namespace caravan::kafka {

// Instead of a time, as the protocol spells it.
inline constexpr std::int64_t kEnd = -1;
inline constexpr std::int64_t kBeginning = -2;

// For each partition the offset of the first record that is not older than `time`, in milliseconds since
// 1970; negative when all are older. At `kBeginning` the first one that is kept, at `kEnd` the one that comes
// next. Blocks for `timeout` at most. `unavailable`: brokers did not say.
ports::Result<std::vector<std::int64_t>> offsets_at(rd_kafka_t& client, const std::string& topic,
                                                    std::int32_t partitions, std::int64_t time,
                                                    std::chrono::milliseconds timeout);

}  // namespace caravan::kafka
