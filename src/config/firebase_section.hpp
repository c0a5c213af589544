#pragma once

#include <vector>

#include "config/option.hpp"

namespace caravan::config {

// The options of how readers sign in to Firestore.
void firebase_section(std::vector<Option>& table);

}  // namespace caravan::config
