#pragma once

#include <concepts>
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

  // Room for what is about to be added; more may be.
  void reserve(std::size_t records, std::size_t bytes) {
    entries_.reserve(records);
    bytes_.reserve(bytes);
  }

  // `append_value(std::string&)` appends the value and nothing else.
  template <std::invocable<std::string&> AppendValue>
  void add(std::string_view key, const AppendValue& append_value) {
    Entry entry{partition_of(key, partitions_), bytes_.size(), key.size(), 0};
    bytes_.append(key);
    append_value(bytes_);
    entry.value_bytes = bytes_.size() - entry.at - entry.key_bytes;
    entries_.push_back(entry);
  }
  void add(std::string_view key, std::string_view value) {
    add(key, [value](std::string& out) { out.append(value); });
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
