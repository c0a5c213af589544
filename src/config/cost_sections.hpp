#pragma once

#include <vector>

#include "config/option.hpp"

namespace caravan::config {

// The options of what a realtime feed costs, at the end of `table`.
void cost_sections(std::vector<Option>& table);

}  // namespace caravan::config
