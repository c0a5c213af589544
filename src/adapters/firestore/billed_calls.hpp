#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/firestore/database.hpp"
#include "ports/feed.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::firestore {

// What one call of a feed asks of the database, with what that costs and how it ended kept in the call's
// answer. `cause` is a literal, as the database wants it. On the database's loop; not thread-safe.
class BilledCalls {
 public:
  struct Options {
    // Of one call, each but the first after a reading because somebody else has written.
    std::size_t tries_max = 4;
    std::chrono::milliseconds retry_pause{1'000};  // a document takes about one write a second
  };

  // References must outlive this object.
  BilledCalls(Database& database, Options options, runtime::Clock& clock, runtime::Random& random)
      : database_(database), options_(options), clock_(clock), random_(random) {}

  // Anything but ok leaves its error in `answer`. `first_touch`: nobody here has looked at the document yet.
  ports::Task<Found> read(std::string path, std::string_view cause, bool first_touch,
                          ports::FeedAnswer& answer);
  // Leaves no error: somebody else's write may be a reason to look again.
  ports::Task<Written> write(Write write, std::string_view cause, ports::FeedAnswer& answer);

  // Whether a write that ended so, the `attempt`th, is to be tried once more, after a pause and a reading.
  bool is_again(const Status& status, std::size_t attempt) const;
  ports::Task<void> pause() const;
  void refuse(ports::FeedAnswer& answer, const Status& status) const;
  // With a random part, so that many who were refused together do not come back together.
  std::chrono::milliseconds spread(std::chrono::milliseconds pause) const;
  std::chrono::milliseconds ordinary_pause() const { return spread(database_.pauses().ordinary); }

 private:
  Database& database_;
  const Options options_;
  runtime::Clock& clock_;
  runtime::Random& random_;
};

}  // namespace caravan::firestore
