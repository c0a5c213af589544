#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caravan::wire {

// "%41" → "A". Nothing for a '%' without two hexadecimal digits behind it. The result may be any bytes: who
// shows or stores it checks that it is UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

// The same for a name or a value of an `application/x-www-form-urlencoded` text, where '+' is a space.
std::optional<std::string> form_decode(std::string_view text);

}  // namespace caravan::wire
