#pragma once

#include <memory>

#include "config/settings.hpp"
#include "ports/broker_tokens.hpp"
#include "runtime/clock.hpp"

namespace caravan {

// Who gives tokens for Kafka's brokers; null when the settings want none. `clock` must outlive it.
std::unique_ptr<ports::BrokerTokens> broker_tokens(const config::Kafka& kafka, const runtime::Clock& clock);

}  // namespace caravan
