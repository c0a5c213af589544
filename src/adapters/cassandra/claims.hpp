#pragma once

#include <chrono>
#include <vector>

#include "adapters/cassandra/buckets.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "domain/message.hpp"
#include "ports/acceptance.hpp"
#include "runtime/clock.hpp"

namespace caravan::cassandra {

// Where the message of an id belongs, and whose it is.
struct Claim {
  domain::ChatId chat;
  domain::UserId from;
  Bucket bucket;
  domain::TimeUuid time;

  friend bool operator==(const Claim&, const Claim&) = default;
};

// Message ids and the one place of each, so that sending the same id again, through any process, yields one
// message. Thread-safe. docs/decisions/0011-cassandra-idempotent-sends.md argues for the protocol:
//   - a first attempt writes its claim blindly, and the message only after the claim is confirmed;
//   - a retry takes the claim by a conditional write, and when there is one already, that place is the
//   message's;
//   - a first attempt that was slow looks whether a retry has overtaken it, and then yields to the retry's
//   place.
class Claims {
 public:
  struct Options {
    std::chrono::seconds lifetime = std::chrono::hours(7 * 24);  // how long a retry finds the first result
    // A client never repeats a send sooner than this; a first attempt that was quicker cannot have been
    // overtaken.
    std::chrono::milliseconds overtaken_after{100};
  };
  struct Wanted {
    domain::MessageId id;
    Claim claim;
    ports::Attempt attempt;
    runtime::SteadyTime since;  // when the attempt reached this process
  };
  struct Taken {
    Claim claim;
    bool earlier;  // an earlier attempt holds the id; `claim` is that one's
  };

  Claims(Cluster& cluster, Options options, const runtime::Clock& clock)
      : cluster_(cluster), options_(options), clock_(clock) {}

  // In the order of `wanted`, side by side.
  ports::Task<std::vector<ports::Result<Taken>>> take(std::vector<Wanted> wanted);

 private:
  Call attempt(const Wanted& wanted) const;
  bool must_look(const Wanted& wanted, const ports::Result<Answer>& attempted) const;
  static ports::Result<Taken> seen(const Wanted& wanted, const ports::Result<Answer>& stored);

  Cluster& cluster_;
  const Options options_;
  const runtime::Clock& clock_;
};

}  // namespace caravan::cassandra
