#include "wire/multipart_form.hpp"

#include <algorithm>
#include <cctype>

namespace caravan::wire {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046, 5.1.1

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](unsigned char wanted, unsigned char given) { return wanted == std::tolower(given); });
}

// `form-data; name="username"`; browsers write a quotation mark in a name as %22.
std::optional<std::string_view> name_in(std::string_view disposition) {
  constexpr std::string_view kName = "; name=\"";
  const auto at = disposition.find(kName);
  if (at == std::string_view::npos) return std::nullopt;
  const auto begin = at + kName.size(), end = disposition.find('"', begin);
  if (end == std::string_view::npos) return std::nullopt;
  return disposition.substr(begin, end - begin);
}

std::optional<std::string_view> name_of_part(std::string_view head) {
  constexpr std::string_view kDisposition = "content-disposition:";
  while (!head.empty()) {
    const auto line = head.substr(0, head.find(kLineEnd));
    head.remove_prefix(std::min(line.size() + kLineEnd.size(), head.size()));
    if (starts_with_ignoring_case(line, kDisposition)) return name_in(line.substr(kDisposition.size()));
  }
  return std::nullopt;
}

std::optional<std::pair<std::string, std::string>> parse_part(std::string_view part) {
  const auto head_end = part.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  const auto name = name_of_part(part.substr(0, head_end));
  if (!name) return std::nullopt;
  return std::pair(std::string(*name), std::string(part.substr(head_end + 2 * kLineEnd.size())));
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> parse_multipart_form(
    std::string_view body, std::string_view boundary) {
  if (boundary.empty() || boundary.size() > kBoundaryBytesMax) return std::nullopt;
  const auto delimiter = "\r\n--" + std::string(boundary);
  const auto opening = std::string_view(delimiter).substr(kLineEnd.size());
  if (!body.starts_with(opening)) return std::nullopt;
  body.remove_prefix(opening.size());

  std::vector<std::pair<std::string, std::string>> fields;
  while (!body.starts_with("--")) {
    if (!body.starts_with(kLineEnd)) return std::nullopt;
    body.remove_prefix(kLineEnd.size());
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    auto field = parse_part(body.substr(0, end));
    if (!field) return std::nullopt;
    fields.push_back(*std::move(field));
    body.remove_prefix(end + delimiter.size());
  }
  return fields;
}

}  // namespace caravan::wire
