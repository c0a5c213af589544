#pragma once

#include <string>
#include <string_view>

namespace caravan::google {

// As JSON Web Tokens have it: without padding.
std::string base64url(std::string_view bytes);

}  // namespace caravan::google
