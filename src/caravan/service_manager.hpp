#pragma once

#include <string_view>

namespace caravan {

// Tells the service manager that started this process what has become of it, in systemd's sd_notify protocol:
// "READY=1", "STOPPING=1". Does nothing when NOTIFY_SOCKET names no socket; a manager that does not listen is
// no reason to fail.
void tell_service_manager(std::string_view state) noexcept;

}  // namespace caravan
