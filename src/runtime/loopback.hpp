#pragma once

#include <string_view>

namespace caravan::runtime {

// Whether a host, by name or address, is this machine itself: what goes there is seen by nobody on the way.
constexpr bool is_loopback(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

}  // namespace caravan::runtime
