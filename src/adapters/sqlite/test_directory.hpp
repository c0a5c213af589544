#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace caravan::sqlite {

// A directory of a test's own, which goes with it. Its `path` does not exist yet.
class TestDirectory {
 public:
  TestDirectory() {
    auto pattern = (std::filesystem::temp_directory_path() / "caravan-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp " + pattern);
    root_ = pattern;
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  ~TestDirectory() { std::filesystem::remove_all(root_); }

  std::filesystem::path path() const { return root_ / "data"; }

 private:
  std::filesystem::path root_;
};

}  // namespace caravan::sqlite
