#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/cassandra/buckets.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "domain/message.hpp"

namespace caravan::cassandra {

// Where the message of an id belongs, and which body it has.
struct Claim {
  domain::ChatId chat;
  Bucket bucket;
  domain::TimeUuid time;
  std::int64_t body_digest;

  friend bool operator==(const Claim&, const Claim&) = default;
};

// The same for the same bytes in every process and version, since claims are compared across both.
std::int64_t digest_of(std::string_view body);

// Message ids of senders and the one place of each, so that the same id, however often and through whatever
// process it is sent, yields one message. Thread-safe.
//
// Cassandra decides by a conditional write: whoever comes first has the id, and whoever comes later learns
// that one's place (docs/decisions/0015-one-message-per-id.md).
class Claims {
 public:
  struct Options {
    std::chrono::seconds lifetime = std::chrono::hours(7 * 24);  // how long an id that is sent again is known
  };
  struct Wanted {
    domain::MessageKey key;
    Claim claim;
  };
  struct Taken {
    Claim claim;
    bool earlier;  // an earlier attempt holds the id; `claim` is that one's
  };

  Claims(Cluster& cluster, Options options) : cluster_(cluster), options_(options) {}

  // In the order of `wanted`, side by side. `uncertain`: it may have been taken, and wanting it again says.
  ports::Task<std::vector<ports::Result<Taken>>> take(std::vector<Wanted> wanted);

 private:
  Call conditional_write(const Wanted& wanted) const;

  Cluster& cluster_;
  const Options options_;
};

}  // namespace caravan::cassandra
