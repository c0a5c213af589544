#include "adapters/firestore/inbox_feed.hpp"

#include <utility>

#include "adapters/firestore/inbox_path.hpp"

namespace caravan::firestore {

using ports::Errc;
using ports::Error;
using ports::FeedAnswer;

namespace {

constexpr std::string_view kShow = "show", kFirstTouch = "first_touch", kLostRace = "lost_race";

}  // namespace

InboxFeed::InboxFeed(Database& database, Options options, LogEpoch log, runtime::Clock& clock,
                     runtime::Random& random, observe::Metrics& metrics)
    : options_(std::move(options)),
      log_epoch_(std::move(log)),
      billed_(database, options_.calls, clock, random),
      known_documents_(metrics.gauge("caravan_firestore_known_documents",
                                     "Documents that can be written without reading them before")),
      lost_races_(metrics.counter("caravan_firestore_lost_races_total",
                                  "Writes refused because somebody else had written the document")),
      known_(options_.known),
      calls_(database.executor(), "firestore feed", options_.queue_max) {}

ports::Task<FeedAnswer> InboxFeed::show(domain::Batch batch) {
  auto answer = co_await calls_.run(show_on_loop(std::move(batch)));
  if (answer) co_return *std::move(answer);
  co_return FeedAnswer{Error{Errc::overloaded, "too much waits for Firestore"}, {}, billed_.ordinary_pause()};
}

ports::Task<FeedAnswer> InboxFeed::show_on_loop(domain::Batch batch) {
  if (batch.offsets.empty() || !batch.reader())
    co_return FeedAnswer{Error{Errc::invalid, "a batch without offsets, or for more than one reader"}};
  auto log = co_await log_epoch_();
  if (!log) co_return FeedAnswer{log.error(), {}, billed_.ordinary_pause()};
  begin_log(*log);
  co_return co_await show_in(*std::move(log), std::move(batch));
}

// Documents of another log are begun anew, so what was known of them is of no use.
void InboxFeed::begin_log(const std::string& log) {
  if (log == log_) return;
  log_ = log;
  known_ = KnownInboxes(options_.known);
}

ports::Task<FeedAnswer> InboxFeed::show_in(std::string log, domain::Batch batch) {
  const auto reader = *batch.reader();
  FeedAnswer answer;
  auto known = known_.take(reader);
  for (std::size_t attempt = 1;; ++attempt) {
    if (!known) {
      auto found = co_await read(log, reader, attempt == 1, answer);
      if (!found) co_return answer;
      known = *std::move(found);
    }
    // Only a write that succeeds makes it known again, so there is no need to work on a copy.
    if (!known->state.add(batch, options_.limits)) {
      keep(log, reader, *std::move(known));
      co_return answer;
    }
    const auto written = co_await write(log, reader, *known, attempt == 1 ? kShow : kLostRace, answer);
    if (written.status.ok()) {
      known->updated = written.updated;
      keep(log, reader, *std::move(known));
      co_return answer;
    }
    if (!billed_.is_again(written.status, attempt)) {
      billed_.refuse(answer, written.status);
      co_return answer;
    }
    lost_races_.Increment();
    known.reset();
    co_await billed_.pause();
  }
}

// Anything but the document leaves its error in `answer`.
ports::Task<ports::Result<KnownInbox>> InboxFeed::read(const std::string& log, domain::UserId reader,
                                                       bool first_touch, FeedAnswer& answer) {
  const auto cause = first_touch ? kFirstTouch : kLostRace;
  auto found = co_await billed_.read(inbox_path(reader), cause, first_touch, answer);
  if (!found.status.ok()) co_return answer.outcome.error();
  if (!found.document) co_return KnownInbox{};
  co_return KnownInbox{InboxState::from(found.document->fields, log), found.document->updated};
}

ports::Task<Written> InboxFeed::write(const std::string& log, domain::UserId reader, const KnownInbox& next,
                                      std::string_view cause, FeedAnswer& answer) {
  Write write{inbox_path(reader), next.state.fields(log)};
  if (next.updated)
    write.precondition = *next.updated;
  else
    write.precondition = MustBeMissing{};
  return billed_.write(std::move(write), cause, answer);
}

void InboxFeed::keep(const std::string& log, domain::UserId reader, KnownInbox known) {
  if (log != log_) return;
  known_.keep(reader, std::move(known));
  known_documents_.Set(static_cast<double>(known_.size()));
}

}  // namespace caravan::firestore
