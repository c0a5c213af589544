#include "adapters/firestore/document.hpp"

#include <numeric>

namespace caravan::firestore {

namespace {

// A generous guess of what the protocol adds to names and texts.
constexpr std::size_t kBytesAround = 256;
constexpr std::size_t kBytesAroundText = 8;

std::size_t bytes_of_value(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value)) return text->size();
  const auto* const texts = std::get_if<std::vector<std::string>>(&value);
  if (!texts) return sizeof(std::int64_t);
  return std::accumulate(texts->begin(), texts->end(), std::size_t{0}, [](std::size_t sum, const auto& text) {
    return sum + text.size() + kBytesAroundText;
  });
}

}  // namespace

std::size_t bytes_of(const Write& write) {
  std::size_t bytes = kBytesAround + write.path.size();
  for (const auto& [name, value] : write.fields)
    bytes += kBytesAroundText + 2 * name.size() + bytes_of_value(value);
  return bytes;
}

std::size_t bytes_of(const Read& read) {
  return kBytesAround + read.path.size();
}

}  // namespace caravan::firestore
