#include "pipeline/publish/publish.hpp"

#include <utility>

#include "observe/log.hpp"

namespace caravan::publish {

Publish::Publish(Options options, ports::BatchConsumer& batches, ports::Feed& feed, runtime::Clock& clock,
                 runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      waiting_(options.waiting, random),
      batches_(batches),
      feed_(feed),
      clock_(clock),
      retries_("publish", options.retry, clock, random, metrics),
      seen_(metrics),
      settled_at_(clock.now()) {}

ports::Task<void> Publish::run(runtime::TaskGroup& tasks) {
  tasks.spawn("publish.write", write(tasks));
  for (;;) {
    if (waiting_.full())
      co_await clock_.wait(room_, clock_.now() + options_.settle_interval);
    else
      co_await read();
    if (may_settle()) co_await settle();
  }
}

ports::Task<void> Publish::read() {
  const bool settles = !waiting_.idle() || waiting_.settled() > settled_;
  const auto deadline = settles ? clock_.now() + options_.settle_interval : runtime::SteadyTime::max();
  auto batches = co_await batches_.next(options_.batches_max, deadline);
  if (!batches) {
    co_await retries_.wait_after(batches.error());
    co_return;
  }
  retries_.reset();
  if (batches->empty()) co_return;
  const auto now = clock_.now();
  for (auto& logged : *batches)
    waiting_.add(std::move(logged.record), logged.offset, now);
  work_.set();
}

ports::Task<void> Publish::write(runtime::TaskGroup& tasks) {
  for (;;) {
    for (auto& ready : waiting_.take_ready(clock_.now()))
      tasks.spawn("publish.show", show(std::move(ready)));
    seen_.note(waiting_);
    co_await clock_.wait(work_, waiting_.next_deadline());
  }
}

ports::Task<void> Publish::show(Waiting::Ready ready) {
  const auto key = ready.batch.key;
  const auto answer = co_await feed_.show(std::move(ready.batch));
  const auto verdict = decide(ready.slot, answer);
  seen_.note(verdict, answer.cost);
  report(verdict, key, answer.outcome);
  work_.set();
  room_.set();
}

// The feed may be away for a hundred thousand recipients at once.
void Publish::report(Verdict verdict, const domain::BatchKey& key, const ports::Result<void>& outcome) {
  const auto now = clock_.now();
  if (verdict == Verdict::shown) {
    if (const auto ended = failures_.ended(now))
      observe::log(observe::Level::info, "publish.recovered",
                   {{"failures", ended->failures}, {"seconds", ended->seconds}});
    return;
  }
  const bool refused = verdict == Verdict::refused;
  if (!(refused ? refusals_ : failures_).failed(now)) return;
  observe::log(refused ? observe::Level::error : observe::Level::warn,
               refused ? "publish.refused" : "publish.failed",
               {{"of", to_string(key)}, {"detail", outcome.error().detail}});
}

Verdict Publish::decide(Slot slot, const ports::FeedAnswer& answer) {
  const auto now = clock_.now();
  if (answer.outcome) return waiting_.shown(slot, now);
  if (!is_retryable(answer.outcome.error().code)) return waiting_.refused(slot, now);
  return waiting_.failed(slot, answer.retry_after, now);
}

ports::Task<void> Publish::settle() {
  const auto settled = waiting_.settled();
  settled_at_ = clock_.now();
  const auto done = co_await batches_.commit(settled);
  if (!done) {
    co_await retries_.wait_after(done.error());
    co_return;
  }
  retries_.reset();
  settled_ = settled;
}

bool Publish::may_settle() const {
  return waiting_.settled() > settled_ && clock_.now() >= settled_at_ + options_.settle_interval;
}

}  // namespace caravan::publish
