#include "text/normal_form.hpp"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace caravan::text {
namespace {

std::optional<std::string> mapped(std::string_view text, int options) {
  utf8proc_uint8_t* raw = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &raw, static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, std::free);
  if (length < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length));
}

constexpr int kDecomposed = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE;
constexpr int kFolded = kDecomposed | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;

}  // namespace

std::optional<std::string> normal_form_c(std::string_view text) {
  return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::optional<std::string> decomposed(std::string_view text) {
  return mapped(text, kDecomposed);
}

std::optional<std::string> folded(std::string_view text) {
  return mapped(text, kFolded);
}

std::optional<std::string> folded_without_accents(std::string_view text) {
  return mapped(text, kFolded | UTF8PROC_STRIPMARK);
}

}  // namespace caravan::text
