#include "http/url_encoding.hpp"

#include "http/text.hpp"
#include "wire/percent_encoding.hpp"

namespace caravan::http {
std::optional<std::string> form_field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    std::string_view value = take_until(form, '&');
    if (wire::form_decode(take_until(value, '=')) != name) continue;
    if (auto decoded = wire::form_decode(value)) return decoded;
  }
  return std::nullopt;
}

}  // namespace caravan::http
