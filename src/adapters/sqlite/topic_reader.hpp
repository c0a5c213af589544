#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/stored_time.hpp"
#include "ports/message_log.hpp"

namespace caravan::sqlite {

// Reads a topic of a data directory from outside, like a console consumer: beside a running server, without
// its lock, and without a trace. Not thread-safe.
class TopicReader {
 public:
  // Begins after `after`. Throws `UnusableStore` when there is no store, it cannot be read, or `topic` is
  // none of its topics.
  TopicReader(const std::filesystem::path& directory, std::string_view topic, ports::Offset after = 0);

  // The next records, at most `count_max`, as {"offset":…,"key":"…","value":{…}} without line ends; none at
  // the end of the topic. Blocks for as long as a file read takes. Throws `SqliteError`.
  std::vector<std::string> next(std::size_t count_max);

 private:
  using Read = std::vector<std::string> (*)(Connection&, StoredTime, ports::Offset& position,
                                            std::size_t count_max);
  static Read reader_of(std::string_view topic);

  Read read_;
  Connection connection_;
  StoredTime time_{};
  ports::Offset position_;
};

}  // namespace caravan::sqlite
