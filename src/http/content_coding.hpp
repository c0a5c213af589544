#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::http {

// Which of `available` content codings (best first) a client prefers by its Accept-Encoding header, with its
// q-values (RFC 9110, 12.5.3); empty for none of them. A client that refuses everything gets the file as it
// is: better than nothing.
std::string_view choose_coding(std::string_view accept_encoding, const std::vector<std::string>& available);

}  // namespace caravan::http
