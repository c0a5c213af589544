#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "ports/message_log.hpp"

namespace caravan::kafka {

// Where the next owner of a partition is to begin.
struct PartitionOffset {
  std::int32_t partition;
  std::int64_t offset;
  friend bool operator==(const PartitionOffset&, const PartitionOffset&) = default;
};

// A consumer reads several partitions, which come and go, and its port knows one growing offset. So each
// record gets a number in the order of reading, and `done` with a number is what it means for each partition.
// Records of a partition that was revoked are nobody's business here any more: its next owner reads them
// again. Not thread-safe.
class ReadingPlaces {
 public:
  void assign(std::int32_t partition);
  void revoke(std::int32_t partition);

  // The record's number, from 1 on; none when its partition is not assigned. Offsets grow within a partition
  // as long as it is assigned.
  std::optional<ports::Offset> read(std::int32_t partition, std::int64_t offset);
  // Every record up to this number needs no further work.
  void done(ports::Offset number);
  // This record needs none, whatever those before it need: it is done as soon as they are.
  void pass(ports::Offset number);

  // What is done and not known to be committed.
  std::vector<PartitionOffset> uncommitted() const;
  void committed(const std::vector<PartitionOffset>& places);

  std::size_t assigned() const { return partitions_.size(); }
  // Of each assigned partition of which something was read: the first offset that is not done.
  std::vector<PartitionOffset> places() const;

 private:
  struct Partition {
    std::uint64_t term = 0;       // a partition that comes back is another one
    std::int64_t done = -1;       // offset to begin at, from what is done; -1: nothing was read yet
    std::int64_t committed = -1;  // the same, as the brokers know it
  };
  // Records that follow each other in reading and in their partition.
  struct Run {
    ports::Offset number;
    std::int64_t count;
    std::int32_t partition;
    std::uint64_t term;
    std::int64_t offset;
  };

  bool continues_last_run(std::int32_t partition, std::uint64_t term, std::int64_t offset) const;
  void mark_done(const Run& run, std::int64_t count);

  std::map<std::int32_t, Partition> partitions_;
  std::deque<Run> runs_;  // read and not done
  std::set<ports::Offset> passed_;
  std::uint64_t terms_ = 0;
  ports::Offset last_ = 0;
  ports::Offset done_ = 0;
};

}  // namespace caravan::kafka
