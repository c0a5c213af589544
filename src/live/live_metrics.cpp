#include "live/live_metrics.hpp"

#include <string>

namespace caravan::live {
namespace {

constexpr const char* kRecoveriesHelp = "Clients that came back with a position, by what became of it";

const char* name_of(RecoveryResult result) {
  switch (result) {
    case RecoveryResult::recovered:
      return "recovered";
    case RecoveryResult::other_epoch:
      return "other_epoch";
    case RecoveryResult::future_offset:
      return "future_offset";
    case RecoveryResult::too_far_behind:
      return "too_far_behind";
  }
  return "unknown";
}

}  // namespace

LiveMetrics::LiveMetrics(observe::Metrics& metrics)
    : sockets_open(metrics.gauge("caravan_live_sockets_open", "WebSocket connections that are open")),
      handshakes_refused(metrics.counter("caravan_live_handshakes_refused_total",
                                         "Requests that were not let become a WebSocket")),
      connects(metrics.counter("caravan_live_connects_total", "Clients that connected with a good token")),
      frames_sent(metrics.counter("caravan_live_frames_sent_total", "Replies, pushes and pings written")),
      bytes_sent(metrics.counter("caravan_live_sent_bytes_total", "Bytes of the frames written")),
      recovery_failures(
          metrics.counter("caravan_live_recoveries_total", kRecoveriesHelp, {{"result", "failed"}})),
      metrics_(metrics) {}

observe::Counter& LiveMetrics::disconnects(Disconnect why) {
  return metrics_.counter("caravan_live_disconnects_total", "Connections that ended, by code of the protocol",
                          {{"code", std::to_string(why.code)}});
}

observe::Counter& LiveMetrics::recoveries(RecoveryResult result) {
  return metrics_.counter("caravan_live_recoveries_total", kRecoveriesHelp, {{"result", name_of(result)}});
}

}  // namespace caravan::live
