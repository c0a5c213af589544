#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "adapters/cassandra/claims.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "ports/message_store.hpp"
#include "runtime/recent.hpp"
#include "runtime/resumption.hpp"
#include "runtime/shared_task_group.hpp"

namespace caravan::cassandra {

// Writes messages. An id that its sender made is claimed first (claims.hpp); then the message is written to
// its chat's bucket, at the place that the claim says.
//
// The messages of one chat go one group after the other: those that came while a group was under way are the
// next one, and share a request. So they become visible in the order in which `store` was called, and a busy
// chat costs fewer requests than it has messages. Chats do not wait for each other.
class CassandraMessageStore final : public ports::MessageStore {
 public:
  struct Options {
    std::size_t waiting_max = 4'096;  // messages of all chats together; the next is answered `overloaded`
    std::size_t group_max = 64;       // messages in one request
    std::size_t group_bytes_max = 512 * 1024;  // of their bodies; Cassandra takes half a commit log segment
    std::size_t bucket_bytes_max = 16 << 20;   // that this process puts into one bucket, see buckets.hpp
    // Whose fillings are remembered, some 200 bytes each. A forgotten chat begins its bucket anew, which
    // costs a repeated registration and lets the bucket grow once more.
    std::size_t chats_max = 100'000;
    Claims::Options claims;
  };

  // All references must outlive this object.
  CassandraMessageStore(Cluster& cluster, Options options, observe::Metrics& metrics);
  // Waits until what was handed to it is settled, on the executors that `store` was called from.
  ~CassandraMessageStore() override = default;

  // The writes go on when the caller is cancelled.
  ports::Task<ports::Result<domain::Message>> store(domain::Message message, ports::IdOrigin origin) override;

 private:
  struct Write;
  using Writes = std::vector<std::shared_ptr<Write>>;
  using Lane = Writes;  // of one chat, which a task drives until it is empty
  enum class Queued { refused, first, behind_others };

  Queued queue(const std::shared_ptr<Write>& write);
  void start_drive(const boost::asio::any_io_executor& executor, domain::ChatId chat) noexcept;
  ports::Task<void> drive(domain::ChatId chat);
  // Ends the lane when there is none.
  Writes next_group(domain::ChatId chat);
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
  std::atomic<std::size_t> waiting_ = 0;
  std::mutex mutex_;  // guards what follows; never held while something is awaited
  runtime::Recent<domain::ChatId, BucketFilling> buckets_;
  std::unordered_map<domain::ChatId, Lane> lanes_;
  runtime::SharedTaskGroup drives_;  // last: it waits for those who use the rest
};

}  // namespace caravan::cassandra
