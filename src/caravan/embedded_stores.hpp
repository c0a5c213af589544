#pragma once

#include <memory>

#include "caravan/stores.hpp"

namespace caravan {

// Everything in one SQLite file of the data directory.
std::unique_ptr<Stores> embedded_stores(const config::Settings& settings, const Surroundings& around,
                                        observe::Metrics& metrics);

}  // namespace caravan
