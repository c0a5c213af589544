#include "caravan/stores.hpp"

#include "caravan/embedded_stores.hpp"
#ifdef CARAVAN_WITH_DISTRIBUTED
#include "caravan/distributed_stores.hpp"
#endif

namespace caravan {

std::unique_ptr<Stores> open_stores(const config::Settings& settings, const Surroundings& around,
                                    observe::Metrics& metrics) {
#ifdef CARAVAN_WITH_DISTRIBUTED
  if (settings.backend.history == config::HistoryBackend::cassandra)
    return distributed_stores(settings, around, metrics);
#endif
  return embedded_stores(settings, around, metrics);
}

}  // namespace caravan
