#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caravan::identity {

// Unicode normal form C, in which names are stored; none for what is not UTF-8.
std::optional<std::string> normal_form_c(std::string_view text);

}  // namespace caravan::identity
