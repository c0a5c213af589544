#pragma once

#include <auth_validator/validator.hpp>

#include "config/settings.hpp"
#include "identity/token_issuer.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan {

// Signs with the key that the settings name, or with a secret in the data directory that the first start
// makes. The data directory exists. Throws with a text for the operator when the key cannot be used.
identity::TokenIssuer token_issuer(const config::Settings& settings, const runtime::Clock& clock,
                                   runtime::Random& random);

auth_validator::Options validator_options(const runtime::Clock& clock);

}  // namespace caravan
