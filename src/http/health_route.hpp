#pragma once

#include <functional>

#include "http/router.hpp"
#include "ports/task.hpp"

namespace caravan::http {

// Whether a role's stores answer; ends by itself in a time that a health check can wait.
using HealthProbe = std::function<ports::Task<bool>()>;

// 200 when the probe says so, else 503.
Handler health_route(HealthProbe probe);

}  // namespace caravan::http
