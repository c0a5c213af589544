#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caravan::http {

// The first field called `name` of an `application/x-www-form-urlencoded` text (a query or a form body),
// decoded, with '+' as space. Fields that cannot be decoded do not count.
std::optional<std::string> form_field(std::string_view form, std::string_view name);

}  // namespace caravan::http
