#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::wire {

// Appends `text` as a JSON string, quotes included. `text` must be valid UTF-8, which everything is that came
// in through a JSON parser; it is copied as it is, only what JSON demands is escaped.
void append_json_string(std::string& out, std::string_view text);

// An array of such strings.
std::string json_array(const std::vector<std::string>& texts);

}  // namespace caravan::wire
