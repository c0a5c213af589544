#pragma once

#include <string_view>

#include "text/shown_name.hpp"

namespace caravan::wire {

// The type under which a validation answer lists the fault.
constexpr std::string_view type_of(text::NameFault fault) {
  switch (fault) {
    case text::NameFault::too_short:
      return "string_too_short";
    case text::NameFault::too_long:
      return "string_too_long";
    case text::NameFault::not_utf8:
      return "string_unicode";
    default:
      return "string_pattern_mismatch";
  }
}

}  // namespace caravan::wire
