#include "http/request.hpp"

#include "http/text.hpp"
#include "http/url_encoding.hpp"

namespace caravan::http {

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (equals_ignoring_case(key, name)) return value;
  return std::nullopt;
}

std::optional<std::string> Request::query_parameter(std::string_view name) const {
  return form_field(query, name);
}

}  // namespace caravan::http
