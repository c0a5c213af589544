#include "http/origin.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace caravan::http {
namespace {

std::string_view without_end(std::string_view text, std::string_view end) {
  return text.ends_with(end) ? text.substr(0, text.size() - end.size()) : text;
}

}  // namespace

bool is_own_origin(std::string_view origin, std::string_view host, bool came_by_tls) {
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos || host.empty()) return false;
  const auto scheme = origin.substr(0, scheme_end), host_of_page = origin.substr(scheme_end + 3);
  const bool by_tls = equals_ignoring_case(scheme, "https");
  if (!by_tls && (came_by_tls || !equals_ignoring_case(scheme, "http"))) return false;
  const std::string_view port = by_tls ? ":443" : ":80";
  return equals_ignoring_case(without_end(host_of_page, port), without_end(host, port));
}

bool lists_origin(const std::vector<std::string>& list, std::string_view origin) {
  return std::ranges::any_of(list,
                             [origin](const auto& listed) { return equals_ignoring_case(listed, origin); });
}

}  // namespace caravan::http
