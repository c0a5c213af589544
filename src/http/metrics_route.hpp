#pragma once

#include <vector>

#include "http/client_address.hpp"
#include "http/router.hpp"
#include "observe/metrics.hpp"

namespace caravan::http {

// Answers with all metrics in Prometheus' text format, to clients in one of the networks; others are answered
// 403, and so is who is forwarded by a proxy that is not trusted, since it may speak for anybody. `metrics`
// must outlive the handler.
Handler metrics_route(const observe::Metrics& metrics, std::vector<Network> networks);

}  // namespace caravan::http
