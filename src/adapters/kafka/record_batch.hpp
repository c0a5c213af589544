#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/kafka/partitioner.hpp"

namespace caravan::kafka {

// Records of one topic on their way to it: all bytes in one piece, which lives until the last of them is
// confirmed, so that the client library needs no copy of the values.
class RecordBatch {
 public:
  struct Record {
    std::int32_t partition;
    std::string_view key;
    std::string_view value;
  };

  RecordBatch(std::string topic, std::int32_t partitions)
      : topic_(std::move(topic)), partitions_(partitions) {}

  void add(std::string_view key, std::string_view value) {
    const Entry entry{partition_of(key, partitions_), bytes_.size(), key.size(), value.size()};
    bytes_.append(key).append(value);
    entries_.push_back(entry);
  }

  const std::string& topic() const { return topic_; }
  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_.size(); }
  // Valid until the next `add`.
  Record at(std::size_t index) const {
    const auto& entry = entries_[index];
    const std::string_view all = bytes_;
    return {entry.partition, all.substr(entry.at, entry.key_bytes),
            all.substr(entry.at + entry.key_bytes, entry.value_bytes)};
  }

 private:
  struct Entry {
    std::int32_t partition;
    std::size_t at;
    std::size_t key_bytes;
    std::size_t value_bytes;
  };

  std::string topic_;
  std::int32_t partitions_;
  std::string bytes_;
  std::vector<Entry> entries_;
};

}  // namespace caravan::kafka
