#pragma once

#include <cstddef>
#include <string_view>

namespace caravan::text {

// As much of the beginning as fits, in whole characters as people see them (grapheme clusters); of one that
// is too large by itself as many code points as fit. `text` is valid UTF-8. Thread-safe.
std::string_view beginning(std::string_view text, std::size_t bytes_max);

// Whether there is nothing to see in `text`, which is valid UTF-8: spaces, line breaks, invisible characters.
// Thread-safe.
bool is_blank(std::string_view text);

}  // namespace caravan::text
