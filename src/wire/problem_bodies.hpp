#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/invalid.hpp"

// The bodies of refusals. Texts may quote what a client sent: what is not UTF-8 in them is shown as '?'.
namespace caravan::wire {

// {"detail":"<text>"}
std::string encode_problem(std::string_view detail);
// {"detail":[{"loc":["body","username"],"msg":…,"type":…}]}
std::string encode_problems(std::span<const Invalid> problems);

}  // namespace caravan::wire
