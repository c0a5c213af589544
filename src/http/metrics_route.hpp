#pragma once

#include "http/router.hpp"
#include "observe/metrics.hpp"

namespace caravan::http {

// Answers with all metrics in Prometheus' text format. `metrics` must outlive the handler.
Handler metrics_route(const observe::Metrics& metrics);

}  // namespace caravan::http
