#include "adapters/kafka/partitioner.hpp"

#include <cstddef>

namespace caravan::kafka {
namespace {

constexpr std::uint32_t kMultiplier = 0x5bd1e995;

std::uint32_t byte(std::string_view key, std::size_t index) {
  return static_cast<unsigned char>(key[index]);
}

std::uint32_t little_endian(std::string_view key, std::size_t index) {
  return byte(key, index) | byte(key, index + 1) << 8 | byte(key, index + 2) << 16 |
         byte(key, index + 3) << 24;
}

std::uint32_t mixed(std::uint32_t word) {
  word *= kMultiplier;
  word ^= word >> 24;
  return word * kMultiplier;
}

}  // namespace

std::uint32_t murmur2(std::string_view key) {
  std::uint32_t hash = 0x9747b28c ^ static_cast<std::uint32_t>(key.size());
  std::size_t index = 0;
  for (; index + 4 <= key.size(); index += 4)
    hash = hash * kMultiplier ^ mixed(little_endian(key, index));
  if (index < key.size()) {
    for (std::size_t rest = key.size() - index; rest > 0; --rest)
      hash ^= byte(key, index + rest - 1) << 8 * (rest - 1);
    hash *= kMultiplier;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  return hash ^ hash >> 15;
}

}  // namespace caravan::kafka
