#pragma once

#include <string_view>

namespace caravan::runtime {

// Whether a host, by name or address, is this machine itself: what goes there is seen by nobody on the way.
constexpr bool is_loopback(std::string_view host) {
  const bool is_number = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "::1" || host == "[::1]" || (is_number && host.starts_with("127."));
}

}  // namespace caravan::runtime
