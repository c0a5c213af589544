#pragma once

#include <string>

#include "bench/windows/comparison.hpp"
#include "costs/prices.hpp"

// Tables for a terminal, in Markdown.
namespace caravan::bench::windows {

// Every way side by side, by readers.
std::string to_table(const Comparison& comparison, const costs::Prices& prices);
// What must be reached over the generated trace, and in bursts of two people with windows of 2 s, where
// whoever writes fetches what waits for him, and where nobody does.
std::string targets(const Comparison& comparison, const Comparison& fetching, const Comparison& bursts,
                    const costs::Prices& prices);
// Poisson streams in several rules, as the formulas say and as they are when delivered.
std::string theory_table(std::uint64_t seed);

}  // namespace caravan::bench::windows
