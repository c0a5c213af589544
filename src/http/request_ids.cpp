#include "http/request_ids.hpp"

#include <algorithm>

namespace caravan::http {

void RequestIds::next(Text& id) {
  // SplitMix64: a counter, scattered so that neighbours do not look alike.
  std::uint64_t value = state_ += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  value ^= value >> 31;
  for (char& digit : id) {
    digit = "0123456789abcdef"[value & 15];
    value >>= 4;
  }
}

bool is_sane_request_id(std::string_view id) {
  const auto is_sane = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') || letter == '.' || letter == '_' || letter == '-';
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_sane);
}

}  // namespace caravan::http
