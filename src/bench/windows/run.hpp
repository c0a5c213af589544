#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "bench/windows/deliveries.hpp"
#include "bench/windows/generated_trace.hpp"
#include "bench/windows/tally.hpp"

namespace caravan::bench::windows {

// Both are called from several threads at once.
using TrafficOf = std::function<std::unique_ptr<Traffic>(std::size_t reader)>;
using Way = std::function<std::unique_ptr<Deliveries>()>;

// Delivers every reader's traffic in each of the ways: a tally for each way, of each reader. Readers have
// nothing to do with each other, so all processors work at them.
std::vector<std::vector<Tally>> run(std::size_t readers, const TrafficOf& traffic_of,
                                    const std::vector<Way>& ways);

}  // namespace caravan::bench::windows
