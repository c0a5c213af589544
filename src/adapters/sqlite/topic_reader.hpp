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

struct TopicRecord {
  ports::Offset offset = 0;
  std::string key;    // the chat, or the recipient; of a batch its key
  std::string value;  // JSON on one line, as in api/<topic>.schema.json

  friend bool operator==(const TopicRecord&, const TopicRecord&) = default;
};

// Reads a topic of a data directory from outside, like a console consumer: beside a running server, without
// its lock, and without a trace. Not thread-safe.
class TopicReader {
 public:
  // Begins after `after`. Throws `UnusableStore` when there is no store, it cannot be read, or `topic` is
  // none of its topics.
  TopicReader(const std::filesystem::path& directory, std::string_view topic, ports::Offset after = 0);

  // The next records, at most `count_max`; none at the end of the topic. Blocks for as long as a file read
  // takes. Throws `SqliteError`.
  std::vector<TopicRecord> next(std::size_t count_max);

 private:
  using Read = std::vector<TopicRecord> (*)(Connection&, StoredTime, ports::Offset& position,
                                            std::size_t count_max);
  static Read reader_of(std::string_view topic);

  Read read_;
  Connection connection_;
  StoredTime time_{};
  ports::Offset position_;
};

}  // namespace caravan::sqlite
