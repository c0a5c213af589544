#include "adapters/firestore/document.hpp"

#include <numeric>

namespace caravan::firestore {

namespace {

// A generous guess of what the protocol adds to names and texts.
constexpr std::size_t kBytesAround = 256;
constexpr std::size_t kBytesAroundText = 8;

template <class Item>
std::size_t sum_of(const std::vector<Item>& items, std::size_t (*bytes_of_item)(const Item&)) {
  return std::accumulate(items.begin(), items.end(), std::size_t{0},
                         [&](std::size_t sum, const Item& item) { return sum + bytes_of_item(item); });
}

std::size_t bytes_of_text(const std::string& text) {
  return text.size() + kBytesAroundText;
}

std::size_t bytes_of_value(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* const texts = std::get_if<std::vector<std::string>>(&value))
    return sum_of(*texts, &bytes_of_text);
  if (const auto* const maps = std::get_if<std::vector<TextMap>>(&value)) return sum_of(*maps, &bytes_of);
  return sizeof(std::int64_t);
}

}  // namespace

std::size_t bytes_of(const TextMap& map) {
  std::size_t bytes = kBytesAroundText;
  for (const auto& [name, text] : map)
    bytes += bytes_of_text(name) + bytes_of_text(text.value_or(""));
  return bytes;
}

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
