#pragma once

#include <chrono>

#include "guard/guard.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"
#include "observe/metrics.hpp"
#include "ports/inbox.hpp"
#include "ports/reader_presence.hpp"

namespace caravan::http {

// Where readers who listen in the feed say that they do, and get what waits for them in `inbox`; contract:
// api/openapi.yaml. Without `presence`, which is null where nobody wants to know, there is nothing to say:
// 404. Callers are told to say it again in `again_in`. Everything must outlive the router.
void add_presence_routes(Router& router, const Authentication& authentication, guard::Guard& guard,
                         ports::ReaderPresence* presence, ports::Inbox& inbox, std::chrono::seconds again_in,
                         observe::Metrics& metrics);

}  // namespace caravan::http
