#pragma once

#include <string>

#include "services/kafka/flow.hpp"

// What operators see of a flow, from the text of its metrics.
namespace caravan::services {

// The sum over all label sets of the metric that contain `label`.
double exposed(const Flow& flow, const std::string& metric, const std::string& label = "");

inline double dead_letters_counted(const Flow& flow) {
  return exposed(flow, "caravan_kafka_dead_letters_total");
}

// Of all groups, or of the one named so, and of all their partitions.
inline double lag(const Flow& flow, const std::string& group = "") {
  return exposed(flow, "caravan_kafka_lag_records", group.empty() ? "" : "." + group + "\"");
}

}  // namespace caravan::services
