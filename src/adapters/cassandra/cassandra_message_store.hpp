#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "adapters/cassandra/claims.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "ports/message_store.hpp"
#include "runtime/lru_cache.hpp"

namespace caravan::cassandra {

// Writes messages. An id that its sender made is claimed first (claims.hpp); then the message is written to
// its chat's bucket, at the place that the claim says. Messages of one bucket that come together share a
// request.
class CassandraMessageStore final : public ports::MessageStore {
 public:
  struct Options {
    std::size_t bucket_bytes_max = 16 << 20;  // that this process puts into one bucket, see buckets.hpp
    // Whose fillings are remembered, some 200 bytes each. A forgotten chat begins its bucket anew, which
    // costs a repeated registration and lets the bucket grow once more.
    std::size_t chats_max = 100'000;
    Claims::Options claims;
  };

  // All references must outlive this object.
  CassandraMessageStore(Cluster& cluster, Options options, observe::Metrics& metrics);

  ports::Task<std::vector<ports::Result<domain::Message>>> store(
      std::vector<ports::NewMessage> messages) override;

 private:
  struct Write;
  using Writes = std::vector<Write*>;

  ports::Task<void> write_group(Writes group);
  void place_in_buckets(const Writes& group);
  ports::Task<Writes> claim(Writes unclaimed);
  ports::Task<Writes> settle_written(Writes repeated);
  ports::Task<void> write_rows(Writes writes);
  ports::Task<void> write_bucket(Writes writes);
  ports::Task<ports::Result<void>> register_bucket(domain::ChatId chat, Bucket bucket);
  bool is_registered(domain::ChatId chat, Bucket bucket);

  Cluster& cluster_;
  const Options options_;
  Claims claims_;
  observe::Histogram& group_size_;
  std::mutex mutex_;  // guards what follows; never held while something is awaited
  runtime::LruCache<domain::ChatId, BucketFilling> buckets_;
};

}  // namespace caravan::cassandra
