#include "caravan/commands/file_changes.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>

namespace caravan::commands {

FileChanges::FileChanges(const std::filesystem::path& directory)
    : inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (inotify_ >= 0 && ::inotify_add_watch(inotify_, directory.c_str(), IN_MODIFY | IN_CREATE) >= 0) return;
  const std::system_error error(errno, std::generic_category(), "cannot watch " + directory.string());
  ::close(inotify_);
  throw error;
}

FileChanges::~FileChanges() {
  ::close(inotify_);
}

void FileChanges::wait(std::chrono::milliseconds longest) {
  pollfd ready{.fd = inotify_, .events = POLLIN, .revents = 0};
  ::poll(&ready, 1, static_cast<int>(longest.count()));
  // What changed does not matter, only that something did.
  std::array<char, 4096> events;
  while (::read(inotify_, events.data(), events.size()) > 0) {
  }
}

}  // namespace caravan::commands
