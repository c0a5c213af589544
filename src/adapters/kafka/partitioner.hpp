#pragma once

#include <cstdint>
#include <string_view>

namespace caravan::kafka {

// The 32-bit hash by which Kafka's own clients in Java spread keys (MurmurHash2, seed 0x9747b28c).
std::uint32_t murmur2(std::string_view key);

// The partition of a key, as the default partitioner of those clients chooses it: other programs that write
// to our topics agree. It is fixed by the number of partitions, so that must not change under a topic in use.
inline std::int32_t partition_of(std::string_view key, std::int32_t partitions) {
  return static_cast<std::int32_t>(murmur2(key) & 0x7fffffff) % partitions;
}

}  // namespace caravan::kafka
