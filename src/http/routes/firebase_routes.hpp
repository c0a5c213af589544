#pragma once

#include "guard/guard.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"
#include "identity/firebase_sessions.hpp"

namespace caravan::http {

// How callers get into Firebase and out of it; contract: api/openapi.yaml. Without `sessions`, which is null
// where nobody signs, there is nothing to be had: 404. Everything must outlive the router.
void add_firebase_routes(Router& router, const Authentication& authentication, guard::Guard& guard,
                         identity::FirebaseSessions* sessions);

}  // namespace caravan::http
