#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caravan::http {

// "%41" → "A". Nothing for a '%' without two hexadecimal digits behind it. The result may be any bytes: who
// shows or stores it checks that it is UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

// The first field called `name` of an `application/x-www-form-urlencoded` text (a query or a form body),
// decoded, with '+' as space. Fields that cannot be decoded do not count.
std::optional<std::string> form_field(std::string_view form, std::string_view name);

}  // namespace caravan::http
