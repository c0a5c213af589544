#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auth_validator {

// RFC 4648 section 5 without padding, as JOSE uses it.
std::string base64url_encode(std::string_view bytes);

// Strict, so that one value has one text: no padding, no white space, no set bits behind the last byte.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace auth_validator
