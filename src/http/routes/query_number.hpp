#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/problem.hpp"
#include "http/request.hpp"

namespace caravan::http {

inline constexpr std::int64_t kUserIdMax = (std::int64_t{1} << 53) - 1;  // exact in every JSON reader

struct NumberRange {
  std::int64_t min, max;
  std::int64_t otherwise;  // when the parameter is absent
};

// The query parameter as a whole number. What is none, or lies outside the range, is noted in `problems`.
std::int64_t query_number(const Request& request, std::string_view name, const NumberRange& range,
                          std::vector<Invalid>& problems);

}  // namespace caravan::http
