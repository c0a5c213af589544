#pragma once

#include <vector>

#include "costs/curve.hpp"
#include "costs/meter.hpp"
#include "wire/cost_bodies.hpp"

// What the meter knows, as the contract says it.
namespace caravan::http {

// Everything but what the wiring knows: feed, policy and window.
wire::CostReport cost_report(const costs::Meter& meter, costs::Span span, domain::WallTime now);
// Computes for up to a second: not on an event loop. `arrivals` in any order.
wire::CostCurve cost_curve(std::vector<costs::Arrival> arrivals, const costs::Meter::Options& options,
                           const costs::Curve::PolicyOf& policy_of);

}  // namespace caravan::http
