#pragma once

#include <string_view>

#include "text/shown_name.hpp"

namespace caravan::identity {

inline constexpr text::NameBounds username_bounds{.characters_min = 3, .characters_max = 64};

// The name as it is stored, compared and shown.
inline text::Name parse_username(std::string_view text) {
  return text::parse_shown_name(text, username_bounds);
}

// Whether the name, or one that it looks like, says who its bearer is: "You", "System", "Support ✓".
// Thread-safe.
bool is_reserved(std::string_view username);

}  // namespace caravan::identity
