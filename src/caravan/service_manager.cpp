#include "caravan/service_manager.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace caravan {

// The protocol is one datagram; systemd's own library would bring four others along.
void tell_service_manager(std::string_view state) noexcept {
  const char* const variable = std::getenv("NOTIFY_SOCKET");
  const std::string_view path = variable ? variable : "";
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.empty() || path.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path.data(), path.size());
  // Linux's abstract names begin with a zero byte, which a variable cannot hold.
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';

  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  [[maybe_unused]] const auto sent =
      ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&address), length);
  ::close(descriptor);
}

}  // namespace caravan
