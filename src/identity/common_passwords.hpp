#pragma once

#include <string_view>

namespace caravan::identity {

// Whether `password` is among those that are tried first, whatever its case. Thread-safe.
bool is_common_password(std::string_view password);

}  // namespace caravan::identity
