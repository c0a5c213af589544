#include "http/routes/query_number.hpp"

#include <charconv>
#include <string>

namespace caravan::http {

std::int64_t query_number(const Request& request, std::string_view name, const NumberRange& range,
                          std::vector<Invalid>& problems) {
  const auto text = request.query_parameter(name);
  if (!text) return range.otherwise;
  const auto refuse = [&](std::string message, std::string type) {
    problems.push_back({{"query", std::string(name)}, std::move(message), std::move(type)});
    return range.otherwise;
  };
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc::invalid_argument || end != text->data() + text->size())
    return refuse("Input should be a valid integer", "int_parsing");
  const bool below = error == std::errc::result_out_of_range ? text->starts_with('-') : number < range.min;
  if (below)
    return refuse("Input should be greater than or equal to " + std::to_string(range.min),
                  "greater_than_equal");
  if (error == std::errc::result_out_of_range || number > range.max)
    return refuse("Input should be less than or equal to " + std::to_string(range.max), "less_than_equal");
  return number;
}

}  // namespace caravan::http
