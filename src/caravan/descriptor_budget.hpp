#pragma once

#include <cstddef>

#include "config/settings.hpp"

namespace caravan {

// The settings as this process can keep them: `server.connections_max` is lowered, with a warning, to what
// `descriptors` open files leave for connections. One above the maximum is answered 503; one without a
// descriptor would wait unseen in the kernel's queue. `loops` is the number of event loops. Throws, with a
// text for the operator, when not even a few connections fit.
config::Settings within_descriptors(config::Settings settings, std::size_t descriptors, std::size_t loops);

}  // namespace caravan
