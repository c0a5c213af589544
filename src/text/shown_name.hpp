#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace caravan::text {

enum class NameFault {
  not_utf8,
  too_short,
  too_long,
  forbidden_character,  // control, invisible, unassigned, a space other than U+0020, a joiner that joins
                        // nothing
  space_at_edge,
  repeated_space,  // shown as one
  mark_at_start,   // an accent or the like, which would be drawn over whatever stands before the name
  stacked_marks,   // so many on one letter that they reach into the lines above and below
};

struct NameBounds {
  std::size_t characters_min, characters_max;
};

using Name = boost::system::result<std::string, NameFault>;

// The name of a person or a group as it is stored, compared and shown: in normal form C, nothing in it that
// cannot be seen or that reaches beyond it. Upper and lower case stay different. Thread-safe.
Name parse_shown_name(std::string_view text, NameBounds bounds);

// "The username should not begin or end with a space": for whoever chose the name.
std::string sentence(std::string_view subject, NameFault fault, NameBounds bounds);

// Reached only when a caller takes the value of a refused name: a broken invariant.
[[noreturn]] void throw_exception_from_error(NameFault fault, const boost::source_location&);

}  // namespace caravan::text
