#include "pipeline/accept/store_then_log.hpp"

#include <utility>

namespace caravan::accept {

StoreThenLog::StoreThenLog(Options options, ports::MessageStore& store, ports::MessageLog& log,
                           ports::Unpublished& unpublished, runtime::Clock& clock, runtime::Random& random,
                           observe::Metrics& metrics)
    : options_(options),
      store_(store),
      log_(log),
      unpublished_(unpublished),
      clock_(clock),
      times_(random.next()),
      logged_(metrics.counter("caravan_accept_log_total", "Accepted messages by where they went from history",
                              {{"to", "log"}})),
      noted_(metrics.counter("caravan_accept_log_total", "Accepted messages by where they went from history",
                             {{"to", "unpublished"}})),
      unbelievable_(metrics.counter("caravan_accept_unbelievable_times_total",
                                    "Times of other nodes too far ahead of this clock to follow")) {}

ports::Task<ports::Result<domain::Message>> StoreThenLog::accept(domain::Draft draft,
                                                                 ports::IdOrigin origin) {
  domain::Message message{draft.id, draft.chat, draft.from, draft.to, std::move(draft.body), next_time()};
  auto stored = co_await store_.store(std::move(message), origin);
  if (!stored) co_return stored;

  const bool in_log = co_await appended(*stored);
  if (in_log) {
    logged_.Increment();
    co_return stored;
  }
  const auto noted = co_await unpublished_.add(*stored);
  // It is in history, but nothing would bring it to the log: the same id, sent again, finds it and does the
  // rest.
  if (!noted)
    co_return ports::Error{ports::Errc::uncertain, "stored, and not yet published: " + noted.error().detail};
  noted_.Increment();
  co_return stored;
}

ports::Task<bool> StoreThenLog::appended(domain::Message message) {
  if (log_is_paused()) co_return false;
  const auto appended = co_await log_.append(std::move(message), clock_.now() + options_.log_timeout);
  if (appended) {
    failures_.succeeded(clock_.now());
    co_return true;
  }
  log_paused_until_ = (clock_.now() + options_.log_pause).time_since_epoch().count();
  failures_.failed(clock_.now(), {{"detail", appended.error().detail}});
  co_return false;
}

domain::TimeUuid StoreThenLog::next_time() {
  const std::lock_guard lock(mutex_);
  return times_.next(std::chrono::time_point_cast<domain::TimeUuidTicks>(clock_.wall()));
}

void StoreThenLog::see(domain::WallTime time) {
  if (time > clock_.wall() + options_.clock_skew_max) return unbelievable_.Increment();
  const std::lock_guard lock(mutex_);
  times_.pass(time);
}

bool StoreThenLog::log_is_paused() const {
  return clock_.now().time_since_epoch().count() < log_paused_until_;
}

}  // namespace caravan::accept
