#include "costs/meter_metrics.hpp"

namespace caravan::costs {

MeterMetrics::MeterMetrics(const Prices& prices, const std::string& layout, observe::Metrics& metrics)
    : prices_(prices),
      one_write_per_message_(counters(metrics, "instead", {{"layout", "one_write_per_message"}})),
      inactivity_(counters(metrics, "instead", {{"layout", "inactivity"}})),
      after_free_tier_(metrics.counter("caravan_cost_dollars_after_free_tier_total",
                                       "As caravan_cost_dollars_total, without what is free each day and "
                                       "month, as far as this process knows")),
      messages_(metrics.counter("caravan_cost_messages_total", "Messages that were shown, for each reader")) {
  for (std::size_t cause = 0; cause < kCauses.size(); ++cause)
    causes_[cause] = counters(metrics, "", {{"layout", layout}, {"cause", std::string(kCauses[cause])}});
}

MeterMetrics::Counters MeterMetrics::counters(observe::Metrics& metrics, const std::string& what,
                                              const observe::Labels& labels) {
  const std::string prefix = what.empty() ? "caravan_cost_" : "caravan_cost_" + what + "_";
  const std::string of = what.empty() ? "" : ", had the same messages been written in another way";
  const auto operation = [&](const char* kind) {
    auto with_kind = labels;
    with_kind["kind"] = kind;
    return &metrics.counter(prefix + "operations_total",
                            "What the realtime database bills, or may have billed" + of, with_kind);
  };
  return {operation("read"), operation("write"), operation("delete"),
          &metrics.counter(prefix + "bytes_out_total", "Bytes that listeners are sent" + of, labels),
          &metrics.counter(prefix + "dollars_total", "US dollars by the configured prices, nothing free" + of,
                           labels)};
}

void MeterMetrics::note(Cause cause, const Operations& operations) {
  add(causes_[static_cast<std::size_t>(cause)], operations);
}

void MeterMetrics::note_instead(const Operations& one_write_per_message, const Operations& inactivity) {
  add(one_write_per_message_, one_write_per_message);
  add(inactivity_, inactivity);
}

void MeterMetrics::add(const Counters& counters, const Operations& operations) const {
  counters.reads->Increment(static_cast<double>(operations.reads));
  counters.writes->Increment(static_cast<double>(operations.writes));
  counters.deletes->Increment(static_cast<double>(operations.deletes));
  counters.bytes_out->Increment(static_cast<double>(operations.bytes_out));
  counters.dollars->Increment(dollars(prices_, operations));
}

}  // namespace caravan::costs
