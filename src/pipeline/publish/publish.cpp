#include "pipeline/publish/publish.hpp"

#include <utility>

#include "observe/log.hpp"

namespace caravan::publish {

Publish::Publish(Options options, ports::BatchConsumer& batches, ports::Feed& feed, runtime::Clock& clock,
                 runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      pace_(options.per_recipient_interval),
      windows_(pace_, options.windows),
      batches_(batches),
      feed_(feed),
      clock_(clock),
      retries_("publish", options.retry, clock, random, metrics),
      published_(
          metrics.counter("caravan_publish_batches_total", "Batches by outcome", {{"outcome", "published"}})),
      refused_(
          metrics.counter("caravan_publish_batches_total", "Batches by outcome", {{"outcome", "refused"}})) {}

ports::Task<void> Publish::run() {
  for (;;) {
    co_await read();
    for (auto& batch : windows_.take_ready(clock_.now()))
      co_await show(std::move(batch));
    if (windows_.settled() > settled_) co_await settle();
  }
}

ports::Task<void> Publish::read() {
  const auto batches = co_await batches_.next(options_.batches_max, windows_.next_deadline());
  if (!batches) {
    co_await retries_.wait_after(batches.error());
    co_return;
  }
  if (!batches->empty()) retries_.reset();
  const auto now = clock_.now();
  for (const auto& [offset, batch] : *batches)
    for (const auto& message : batch.messages)
      windows_.add(batch.recipient, message, offset, now);
}

ports::Task<void> Publish::show(domain::Batch batch) {
  for (;;) {
    const auto shown = co_await feed_.publish(batch);
    if (shown) {
      retries_.reset();
      published_.Increment();
      co_return;
    }
    if (!is_retryable(shown.error().code)) {
      refused_.Increment();
      observe::log(observe::Level::error, "publish.refused",
                   {{"recipient", batch.recipient.to_string()}, {"detail", shown.error().detail}});
      co_return;
    }
    co_await retries_.wait_after(shown.error());
  }
}

ports::Task<void> Publish::settle() {
  const auto settled = windows_.settled();
  const auto done = co_await batches_.done(settled);
  if (!done) {
    co_await retries_.wait_after(done.error());
    co_return;
  }
  retries_.reset();
  settled_ = settled;
}

}  // namespace caravan::publish
