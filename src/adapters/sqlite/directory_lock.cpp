#include "adapters/sqlite/directory_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "adapters/sqlite/schema.hpp"

namespace caravan::sqlite {

namespace {

void create_private(const std::filesystem::path& directory) {
  if (directory.has_parent_path()) std::filesystem::create_directories(directory.parent_path());
  if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    throw std::system_error(errno, std::generic_category(), "cannot create " + directory.string());
}

std::string owner(int file) {
  char text[32];
  const auto length = ::pread(file, text, sizeof text, 0);
  return length > 0 ? "process " + std::string(text, static_cast<std::size_t>(length)) : "another process";
}

}  // namespace

DirectoryLock::DirectoryLock(const std::filesystem::path& directory) {
  create_private(directory);
  const auto path = directory / "caravan.lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const auto holder = owner(file_);
    ::close(file_);
    throw UnusableStore("the data directory " + directory.string() + " is in use by " + holder +
                        "; stop it, or give this one a directory of its own");
  }
  // Only for the message above: the lock is the kernel's, so a failed write costs a number in a text.
  const auto pid = std::to_string(::getpid());
  if (::ftruncate(file_, 0) == 0) [[maybe_unused]]
    const auto written = ::pwrite(file_, pid.data(), pid.size(), 0);
}

DirectoryLock::~DirectoryLock() {
  ::close(file_);
}

}  // namespace caravan::sqlite
