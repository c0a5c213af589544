#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace caravan::sqlite {

// Writes to a file of which each begins where the last one ended, kept back so that they become one. Not
// thread-safe.
class GatheredWrites {
 public:
  // As SQLite's xWrite: 0, or a code that says what failed. At most `bytes_max` at once, but for a single
  // write that is longer.
  using Write = std::function<int(std::span<const char> bytes, std::int64_t offset)>;

  explicit GatheredWrites(Write write, std::size_t bytes_max)
      : write_(std::move(write)), bytes_max_(bytes_max) {}

  int add(std::span<const char> bytes, std::int64_t offset) {
    const bool joins = offset == begin_ + static_cast<std::int64_t>(pending_.size());
    if (!joins || pending_.size() + bytes.size() > bytes_max_)
      if (const int failure = flush(); failure != 0) return failure;
    if (bytes.size() > bytes_max_) return write_(bytes, offset);
    if (pending_.empty()) begin_ = offset;
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    return 0;
  }

  // What cannot be written is given up: who asked for it learns that it is not there.
  int flush() {
    if (pending_.empty()) return 0;
    const int result = write_(pending_, begin_);
    pending_.clear();
    return result;
  }

 private:
  Write write_;
  std::size_t bytes_max_;
  std::int64_t begin_ = 0;
  std::vector<char> pending_;
};

}  // namespace caravan::sqlite
