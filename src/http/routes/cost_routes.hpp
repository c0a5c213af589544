#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "costs/curve.hpp"
#include "costs/meter.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"
#include "identity/administrators.hpp"
#include "identity/directory.hpp"
#include "runtime/blocking_pool.hpp"
#include "runtime/clock.hpp"

namespace caravan::http {

// What the routes of the bill work with; all of it must outlive the router.
struct CostServices {
  // How windows are made, as far as it matters for what they cost.
  struct Windows {
    std::string policy;
    std::function<std::chrono::milliseconds()> in_effect;
    costs::Curve::PolicyOf policy_of;
  };

  const Authentication& authentication;
  identity::Directory& directory;
  const identity::Administrators& administrators;
  const costs::Meter* meter;  // null without a feed: then there is nothing to be seen, 404
  std::string feed;
  Windows windows;
  runtime::BlockingPool& replays;
  const runtime::Clock& clock;
};

// Everything under /cost, for administrators alone; contract: api/openapi.yaml.
void add_cost_routes(Router& router, CostServices services);

}  // namespace caravan::http
