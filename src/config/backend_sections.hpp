#pragma once

#include <vector>

#include "config/option.hpp"

namespace caravan::config {

// The options of the stores beside the embedded one, at the end of `table`.
void backend_sections(std::vector<Option>& table);

}  // namespace caravan::config
