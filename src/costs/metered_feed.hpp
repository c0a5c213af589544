#pragma once

#include <utility>

#include "costs/meter.hpp"
#include "ports/feed.hpp"
#include "ports/feed_sessions.hpp"
#include "runtime/clock.hpp"

namespace caravan::costs {

inline domain::WallTime wall_time(const runtime::Clock& clock) {
  return std::chrono::time_point_cast<domain::TimeUuidTicks>(clock.wall());
}

// A feed, with a meter that sees what goes through it. As thread-safe as the feed. References must outlive
// it.
class MeteredFeed final : public ports::Feed {
 public:
  MeteredFeed(ports::Feed& feed, Meter& meter, const runtime::Clock& clock)
      : feed_(feed), meter_(meter), clock_(clock) {}

  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override {
    auto answer = co_await feed_.show(batch);
    meter_.note_show(batch, answer, wall_time(clock_));
    co_return answer;
  }

 private:
  ports::Feed& feed_;
  Meter& meter_;
  const runtime::Clock& clock_;
};

// The same for sessions. One whose end is not known for sure counts as ended: the write may have been billed.
class MeteredSessions final : public ports::FeedSessions {
 public:
  MeteredSessions(ports::FeedSessions& sessions, Meter& meter, const runtime::Clock& clock)
      : sessions_(sessions), meter_(meter), clock_(clock) {}

  ports::Task<ports::Result<void>> end(domain::UserId user, std::int64_t epoch) override {
    auto ended = co_await sessions_.end(user, epoch);
    if (ended || ended.error().code == ports::Errc::uncertain) meter_.note_session_end(wall_time(clock_));
    co_return ended;
  }

 private:
  ports::FeedSessions& sessions_;
  Meter& meter_;
  const runtime::Clock& clock_;
};

}  // namespace caravan::costs
