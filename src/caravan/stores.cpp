#include "caravan/stores.hpp"

#include "caravan/embedded_stores.hpp"

namespace caravan {

std::unique_ptr<Stores> open_stores(const config::Settings& settings, const Surroundings& around,
                                    observe::Metrics& metrics) {
  return embedded_stores(settings, around, metrics);
}

}  // namespace caravan
