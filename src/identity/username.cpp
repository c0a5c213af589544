#include "identity/username.hpp"

#include <utf8proc.h>
#include <utility>

#include "identity/normal_form.hpp"

namespace caravan::identity {
namespace {

// A character may be written with several code points before it is normalised, but not with very many.
constexpr std::size_t kInputBytesMax = 4096;
constexpr utf8proc_int32_t kBrailleBlank = 0x2800;  // a symbol by category, a space by looks

bool is_forbidden(utf8proc_int32_t character) {
  if (character == kBrailleBlank || utf8proc_get_property(character)->ignorable) return true;
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    case UTF8PROC_CATEGORY_ZS:
      return character != ' ';
    default:
      return false;
  }
}

bool is_mark(utf8proc_int32_t character) {
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view to_string(UsernameFault fault) {
  switch (fault) {
    case UsernameFault::not_utf8:
      return "The username is not valid UTF-8";
    case UsernameFault::too_short:
      return "The username should have at least 3 characters";
    case UsernameFault::too_long:
      return "The username should have at most 64 characters";
    case UsernameFault::forbidden_character:
      return "The username should not contain control or invisible characters";
    case UsernameFault::space_at_edge:
      return "The username should not begin or end with a space";
    case UsernameFault::repeated_space:
      return "The username should not have spaces that follow each other";
    case UsernameFault::mark_at_start:
      return "The username should not begin with an accent or another combining mark";
  }
  return "The username cannot be used";
}

Username parse_username(std::string_view text) {
  if (text.size() > kInputBytesMax) return UsernameFault::too_long;
  auto name = normal_form_c(text);
  if (!name) return UsernameFault::not_utf8;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < name->size(); ++characters) {
    utf8proc_int32_t character;
    at += static_cast<std::size_t>(
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(name->data()) + at,
                         static_cast<utf8proc_ssize_t>(name->size() - at), &character));
    if (is_forbidden(character)) return UsernameFault::forbidden_character;
    if (characters == 0 && is_mark(character)) return UsernameFault::mark_at_start;
  }
  if (characters < username_characters_min) return UsernameFault::too_short;
  if (characters > username_characters_max) return UsernameFault::too_long;
  if (name->front() == ' ' || name->back() == ' ') return UsernameFault::space_at_edge;
  if (name->find("  ") != std::string::npos) return UsernameFault::repeated_space;
  return *std::move(name);
}

}  // namespace caravan::identity
