#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "domain/batch.hpp"
#include "ports/message_log.hpp"
#include "seeded_random.hpp"

namespace caravan::simulation {

struct ConsumerDone {
  std::string consumer;
  ports::Offset offset;
};
struct Trimmed {
  ports::Offset offset;  // deliveries up to it left the log
};
using Write = std::variant<ports::Logged<domain::SharedMessage>, ports::Logged<domain::Delivery>,
                           ports::Logged<domain::Batch>, ConsumerDone, Trimmed>;

// The writes of one transaction.
struct Commit {
  template <class Kind>
  void add(Kind write) {
    // Built in place: GCC 12 takes a moved variant for uninitialised.
    writes.emplace_back(std::in_place_type<Kind>, std::move(write));
  }

  std::vector<Write> writes;
  bool torn = false;  // only some of the writes reached the disk
};

// A write-ahead log on a disk that keeps what was synced. Behind the durable prefix is a volatile tail, which
// a power cut drops, keeps in part, or tears in the middle of a commit.
class Journal {
 public:
  void append(Commit commit) { commits_.push_back(std::move(commit)); }
  void sync(std::size_t end) { durable_ = end; }

  std::size_t end() const { return commits_.size(); }
  std::size_t durable() const { return durable_; }
  const Commit& operator[](std::size_t index) const { return commits_[index]; }

  void lose_power(SeededRandom& random) {
    const auto kept = durable_ + random.below(end() - durable_ + 1);
    const bool torn = kept < end() && random.one_in(2);
    commits_.resize(torn ? kept + 1 : kept);
    if (!torn) return;
    auto& last = commits_.back();
    last.torn = true;
    // Pages reach a disk in any order: what is missing may lie in front of what is there.
    const auto lost = random.below(last.writes.size());
    std::size_t index = 0;
    std::erase_if(last.writes, [&](const Write&) { return index++ == lost || random.one_in(2); });
  }
  // Recovery after a power cut: a checksum tells a torn commit, and what is left is on the disk.
  void recover(bool keep_torn) {
    if (!commits_.empty() && commits_.back().torn && !keep_torn) commits_.pop_back();
    durable_ = end();
  }

 private:
  std::vector<Commit> commits_;
  std::size_t durable_ = 0;
};

}  // namespace caravan::simulation
