#pragma once

#include "http/health_route.hpp"
#include "ports/accounts.hpp"
#include "ports/chats.hpp"

namespace caravan {

// Asks no store: whoever answers, serves.
http::HealthProbe serves();

// Ask a store a question that costs next to nothing; it must outlive the probe.
http::HealthProbe answers(ports::Accounts& accounts);
http::HealthProbe answers(ports::Chats& chats);

}  // namespace caravan
