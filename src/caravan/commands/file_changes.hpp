#pragma once

#include <chrono>
#include <filesystem>

namespace caravan::commands {

// Tells when another process has written to files of a directory. Not thread-safe.
class FileChanges {
 public:
  // Throws `std::system_error` when the directory cannot be watched.
  explicit FileChanges(const std::filesystem::path& directory);
  FileChanges(const FileChanges&) = delete;
  FileChanges& operator=(const FileChanges&) = delete;
  ~FileChanges();

  // Blocks until something was written since the last wait, for `longest` at most.
  void wait(std::chrono::milliseconds longest);

 private:
  int inotify_;
};

}  // namespace caravan::commands
