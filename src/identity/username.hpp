#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace caravan::identity {

inline constexpr std::size_t username_characters_min = 3;
inline constexpr std::size_t username_characters_max = 64;

enum class UsernameFault {
  not_utf8,
  too_short,
  too_long,
  forbidden_character,  // control, invisible, unassigned, or a space other than U+0020
  space_at_edge,
  repeated_space,  // shown as one
  mark_at_start,   // an accent or the like, which would be drawn over whatever stands before the name
};

// What the person who chose the name can act on.
std::string_view to_string(UsernameFault fault);

using Username = boost::system::result<std::string, UsernameFault>;

// The name as it is stored and compared: in normal form C, 3 to 64 code points, nothing in it that cannot be
// seen, so that two names that look alike are more often the same. Upper and lower case stay different.
Username parse_username(std::string_view text);

// Reached only when a caller takes the value of a refused name: a broken invariant.
[[noreturn]] inline void throw_exception_from_error(UsernameFault fault, const boost::source_location&) {
  throw std::logic_error(std::string(to_string(fault)));
}

}  // namespace caravan::identity
