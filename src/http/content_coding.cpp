#include "http/content_coding.hpp"

#include <optional>

#include "http/text.hpp"

namespace caravan::http {
namespace {

// In thousandths, as precise as the syntax allows ("0.667"); 0 for what is not a q-value.
int quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  int thousandths = (text[0] - '0') * 1000;
  if (text.size() > 1 && text[1] != '.') return 0;
  for (std::size_t i = 2, unit = 100; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    thousandths += (text[i] - '0') * static_cast<int>(unit);
  }
  return thousandths <= 1000 ? thousandths : 0;
}

int quality_of_element(std::string_view parameters) {
  while (!parameters.empty()) {
    auto value = take_until(parameters, ';');
    if (equals_ignoring_case(trim(take_until(value, '=')), "q")) return quality(trim(value));
  }
  return 1000;
}

std::optional<int> wanted(std::string_view accept_encoding, std::string_view coding) {
  std::optional<int> any;
  while (!accept_encoding.empty()) {
    auto element = take_until(accept_encoding, ',');
    const auto name = trim(take_until(element, ';'));
    if (equals_ignoring_case(name, coding)) return quality_of_element(element);
    if (name == "*") any = quality_of_element(element);
  }
  return any;
}

}  // namespace

std::string_view choose_coding(std::string_view accept_encoding, const std::vector<std::string>& available) {
  std::string_view best;
  // Compression wins over an identity that was not named, and where both are equally welcome.
  int best_quality = 0;
  for (const auto& coding : available) {
    const int offered = wanted(accept_encoding, coding).value_or(0);
    if (offered <= best_quality) continue;
    best = coding;
    best_quality = offered;
  }
  return wanted(accept_encoding, "identity").value_or(0) > best_quality ? std::string_view() : best;
}

}  // namespace caravan::http
