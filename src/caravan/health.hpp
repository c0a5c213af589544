#pragma once

#include "http/router.hpp"
#include "http/routes/auth_routes.hpp"
#include "ports/accounts.hpp"

namespace caravan {

// Asks the store a question that costs next to nothing. `accounts` must outlive the probe.
http::HealthProbe stores_answer(ports::Accounts& accounts);

// GET /chat/api/health/
void add_chat_health(http::Router& router, http::HealthProbe probe);

}  // namespace caravan
