#include "adapters/kafka/reading_places.hpp"

#include <algorithm>

namespace caravan::kafka {

void ReadingPlaces::assign(std::int32_t partition) {
  partitions_[partition] = {.term = ++terms_};
}

void ReadingPlaces::revoke(std::int32_t partition) {
  partitions_.erase(partition);
}

std::optional<ports::Offset> ReadingPlaces::read(std::int32_t partition, std::int64_t offset) {
  const auto found = partitions_.find(partition);
  if (found == partitions_.end()) return std::nullopt;
  auto& [term, done, committed] = found->second;
  if (done < 0) done = committed = offset;  // reading began behind what was done
  ++last_;
  if (continues_last_run(partition, term, offset))
    ++runs_.back().count;
  else
    runs_.push_back({last_, 1, partition, term, offset});
  return last_;
}

bool ReadingPlaces::continues_last_run(std::int32_t partition, std::uint64_t term,
                                       std::int64_t offset) const {
  if (runs_.empty()) return false;
  const auto& run = runs_.back();
  return run.partition == partition && run.term == term && run.offset + run.count == offset;
}

void ReadingPlaces::done(ports::Offset number) {
  done_ = std::max(done_, number);
  while (!passed_.empty() && *passed_.begin() <= done_ + 1) {
    done_ = std::max(done_, *passed_.begin());
    passed_.erase(passed_.begin());
  }
  while (!runs_.empty() && runs_.front().number <= done_) {
    auto& run = runs_.front();
    const auto count = std::min(run.count, done_ - run.number + 1);
    mark_done(run, count);
    run.number += count;
    run.offset += count;
    run.count -= count;
    if (run.count == 0) runs_.pop_front();
  }
}

void ReadingPlaces::pass(ports::Offset number) {
  passed_.insert(number);
  done(done_);
}

void ReadingPlaces::mark_done(const Run& run, std::int64_t count) {
  const auto found = partitions_.find(run.partition);
  if (found != partitions_.end() && found->second.term == run.term) found->second.done = run.offset + count;
}

std::vector<PartitionOffset> ReadingPlaces::uncommitted() const {
  std::vector<PartitionOffset> places;
  for (const auto& [number, partition] : partitions_)
    if (partition.done > partition.committed) places.push_back({number, partition.done});
  return places;
}

std::vector<PartitionOffset> ReadingPlaces::places() const {
  std::vector<PartitionOffset> places;
  for (const auto& [number, partition] : partitions_)
    if (partition.done >= 0) places.push_back({number, partition.done});
  return places;
}

void ReadingPlaces::committed(const std::vector<PartitionOffset>& places) {
  for (const auto& place : places) {
    const auto found = partitions_.find(place.partition);
    if (found == partitions_.end()) continue;
    found->second.committed = std::max(found->second.committed, place.offset);
  }
}

}  // namespace caravan::kafka
