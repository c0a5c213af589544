#include "pipeline/publish/feed_metrics.hpp"

namespace caravan::publish {
namespace {

observe::Counter& outcome(observe::Metrics& metrics, const char* name) {
  return metrics.counter("caravan_publish_batches_total", "Writes of a batch to the feed, by outcome",
                         {{"outcome", name}});
}

observe::Counter& operation(observe::Metrics& metrics, const char* kind) {
  return metrics.counter("caravan_feed_operations_total", "What the feed bills for, by kind",
                         {{"kind", kind}});
}

}  // namespace

FeedMetrics::FeedMetrics(observe::Metrics& metrics)
    : shown_(outcome(metrics, "published")),
      again_(outcome(metrics, "failed")),
      refused_(outcome(metrics, "refused")),
      reads_(operation(metrics, "read")),
      writes_(operation(metrics, "write")),
      deletes_(operation(metrics, "delete")),
      bytes_out_(metrics.counter("caravan_feed_document_bytes_total",
                                 "Bytes that each listener of what was written is sent")),
      left_to_history_(metrics.counter("caravan_publish_messages_left_to_history_total",
                                       "Messages of recipients for whom too much waited")),
      slots_(metrics.gauge("caravan_publish_recipients",
                           "Recipients for whom something waits or was just written")),
      under_way_(metrics.gauge("caravan_publish_writes_under_way", "Writes that the feed has not answered")),
      bytes_(metrics.gauge("caravan_publish_waiting_bytes", "Message bodies that wait for the feed")) {}

void FeedMetrics::note(Verdict verdict, const ports::FeedCost& cost) {
  switch (verdict) {
    case Verdict::shown:
      shown_.Increment();
      break;
    case Verdict::again:
      again_.Increment();
      break;
    case Verdict::refused:
      refused_.Increment();
      break;
  }
  reads_.Increment(static_cast<double>(cost.reads));
  writes_.Increment(static_cast<double>(cost.writes));
  deletes_.Increment(static_cast<double>(cost.deletes));
  bytes_out_.Increment(static_cast<double>(cost.bytes_out));
}

void FeedMetrics::note(const Waiting& waiting) {
  left_to_history_.Increment(static_cast<double>(waiting.left_to_history() - left_before_));
  left_before_ = waiting.left_to_history();
  slots_.Set(static_cast<double>(waiting.slots()));
  under_way_.Set(static_cast<double>(waiting.under_way()));
  bytes_.Set(static_cast<double>(waiting.bytes()));
}

}  // namespace caravan::publish
