#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/invalid.hpp"

// The bodies of refusals. A text may quote what a client sent, whatever its bytes are: the result is UTF-8.
namespace caravan::wire {

// {"detail":"<text>"}
std::string problem_body(std::string_view detail);

// {"detail":[{"loc":["body","username"],"msg":…,"type":…}]}
std::string validation_problem_body(const std::vector<Invalid>& problems);

}  // namespace caravan::wire
