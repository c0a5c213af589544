#pragma once

#include <filesystem>

namespace caravan::sqlite {

// Makes this process the only owner of a data directory, as long as the object lives. The kernel frees the
// lock when the process ends, however it ends.
class DirectoryLock {
 public:
  // Creates the directory (mode 0700) when it is not there. Throws `UnusableStore`, naming the process that
  // holds the lock, or `std::system_error`.
  explicit DirectoryLock(const std::filesystem::path& directory);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock();

 private:
  int file_;
};

}  // namespace caravan::sqlite
