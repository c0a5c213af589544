#include "adapters/firestore/firestore_feed.hpp"

#include <utility>

#include "adapters/firestore/inbox_path.hpp"

namespace caravan::firestore {

using ports::Errc;
using ports::Error;
using ports::FeedAnswer;

namespace {

constexpr std::string_view kShow = "show", kFirstTouch = "first_touch", kLostRace = "lost_race";

}  // namespace

FirestoreFeed::FirestoreFeed(Database& database, Options options, LogEpoch log, runtime::Clock& clock,
                             runtime::Random& random, observe::Metrics& metrics)
    : database_(database),
      options_(std::move(options)),
      log_epoch_(std::move(log)),
      clock_(clock),
      random_(random),
      known_documents_(metrics.gauge("caravan_firestore_known_documents",
                                     "Documents that can be written without reading them before")),
      lost_races_(metrics.counter("caravan_firestore_lost_races_total",
                                  "Writes refused because somebody else had written the document")),
      known_(options_.known),
      calls_(database.executor(), "firestore feed", options_.queue_max) {}

ports::Task<FeedAnswer> FirestoreFeed::show(domain::Batch batch) {
  auto answer = co_await calls_.run(show_on_loop(std::move(batch)));
  if (answer) co_return *std::move(answer);
  co_return FeedAnswer{
      Error{Errc::overloaded, "too much waits for Firestore"}, {}, spread(database_.pauses().ordinary)};
}

ports::Task<FeedAnswer> FirestoreFeed::show_on_loop(domain::Batch batch) {
  if (batch.offsets.empty()) co_return FeedAnswer{Error{Errc::invalid, "a batch without offsets"}};
  auto log = co_await log_epoch_();
  if (!log) co_return FeedAnswer{log.error(), {}, spread(database_.pauses().ordinary)};
  begin_log(*log);
  co_return co_await show_in(*std::move(log), std::move(batch));
}

// Documents of another log are begun anew, so what was known of them is of no use.
void FirestoreFeed::begin_log(const std::string& log) {
  if (log == log_) return;
  log_ = log;
  known_ = KnownInboxes(options_.known);
}

ports::Task<FeedAnswer> FirestoreFeed::show_in(std::string log, domain::Batch batch) {
  const auto reader = batch.recipient;
  FeedAnswer answer;
  auto known = known_.take(reader);
  for (std::size_t attempt = 1;; ++attempt) {
    if (!known) {
      auto found = co_await read(log, reader, attempt == 1 ? kFirstTouch : kLostRace, answer);
      if (!found) co_return answer;
      known = *std::move(found);
    }
    auto next = *known;
    if (!next.state.add(batch, options_.limits)) {
      keep(log, reader, *std::move(known));
      co_return answer;
    }
    const auto written = co_await write(log, reader, next, attempt == 1 ? kShow : kLostRace, answer);
    if (written.status.ok()) {
      next.updated = written.updated;
      keep(log, reader, std::move(next));
      co_return answer;
    }
    const bool again = database_.verdict(written.status).lost_race && attempt < options_.tries_max;
    if (!again) {
      refuse(answer, written.status);
      co_return answer;
    }
    lost_races_.Increment();
    known.reset();
    co_await pause();
  }
}

// Anything but the document leaves its error in `answer`.
ports::Task<ports::Result<KnownInbox>> FirestoreFeed::read(const std::string& log, domain::UserId reader,
                                                           std::string_view cause, FeedAnswer& answer) {
  auto found = co_await database_.read(inbox_path(reader), cause);
  if (found.status.ok() || database_.verdict(found.status).billed) {
    ++answer.cost.reads;
    if (cause == kFirstTouch) ++answer.cost.first_touches;
  }
  if (!found.status.ok()) {
    refuse(answer, found.status);
    co_return answer.outcome.error();
  }
  if (!found.document) co_return KnownInbox{};
  co_return KnownInbox{InboxState::from(found.document->fields, log), found.document->updated};
}

ports::Task<Written> FirestoreFeed::write(const std::string& log, domain::UserId reader,
                                          const KnownInbox& next, std::string_view cause,
                                          FeedAnswer& answer) {
  Write write{inbox_path(reader), next.state.fields(log)};
  if (next.updated)
    write.precondition = *next.updated;
  else
    write.precondition = MustBeMissing{};
  auto written = co_await database_.write(std::move(write), cause);
  if (written.status.ok()) answer.cost.bytes_out += written.bytes;
  const bool in_vain = !written.status.ok() && database_.verdict(written.status).billed;
  if (in_vain) ++answer.cost.vain_writes;
  if (written.status.ok() || in_vain) ++answer.cost.writes;
  co_return written;
}

ports::Task<void> FirestoreFeed::pause() {
  return clock_.sleep_until(clock_.now() + spread(options_.retry_pause));
}

void FirestoreFeed::keep(const std::string& log, domain::UserId reader, KnownInbox known) {
  if (log != log_) return;
  known_.keep(reader, std::move(known));
  known_documents_.Set(static_cast<double>(known_.size()));
}

void FirestoreFeed::refuse(FeedAnswer& answer, const Status& status) {
  const auto verdict = database_.verdict(status);
  answer.outcome = Error{verdict.errc, to_text(status)};
  answer.retry_after = spread(verdict.pause);
}

// So that many who were refused together do not come back together.
std::chrono::milliseconds FirestoreFeed::spread(std::chrono::milliseconds pause) {
  const auto spread = static_cast<std::uint64_t>(pause.count() / 2 + 1);
  return pause + std::chrono::milliseconds(random_.next() % spread);
}

}  // namespace caravan::firestore
