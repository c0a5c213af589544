#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace caravan::wire {

// The code points of valid UTF-8, which is how the contract measures texts.
inline std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace caravan::wire
