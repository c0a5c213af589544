#include "text/shown_name.hpp"

#include <optional>

#include "text/code_points.hpp"
#include "text/joiners.hpp"
#include "text/normal_form.hpp"

namespace caravan::text {
namespace {

// A character may be written with several code points before it is normalised, but not with very many.
constexpr std::size_t kInputBytesMax = 4096;
// Tibetan and Vietnamese need fewer.
constexpr std::size_t kMarksMax = 4;

bool is_allowed(const std::u32string& name, std::size_t at) {
  const char32_t c = name[at];
  if (c == ' ') return true;
  if (is_joiner(c)) return joins(name, at);
  return chooses_picture(name, at) || (!is_blank(c) && !is_unknown(c));
}

std::optional<NameFault> fault_of_characters(const std::u32string& name) {
  std::size_t marks = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_allowed(name, at)) return NameFault::forbidden_character;
    marks = is_mark(name[at]) && !chooses_picture(name, at) ? marks + 1 : 0;
    if (marks > 0 && at == 0) return NameFault::mark_at_start;
    if (marks > kMarksMax) return NameFault::stacked_marks;
  }
  return std::nullopt;
}

}  // namespace

Name parse_shown_name(std::string_view text, NameBounds bounds) {
  if (text.size() > kInputBytesMax) return NameFault::too_long;
  auto name = normal_form_c(text);
  const auto characters = name ? code_points(*name) : std::nullopt;
  if (!characters) return NameFault::not_utf8;
  if (const auto fault = fault_of_characters(*characters)) return *fault;
  if (characters->size() < bounds.characters_min) return NameFault::too_short;
  if (characters->size() > bounds.characters_max) return NameFault::too_long;
  if (name->starts_with(' ') || name->ends_with(' ')) return NameFault::space_at_edge;
  if (name->find("  ") != std::string::npos) return NameFault::repeated_space;
  return *std::move(name);
}

std::string sentence(std::string_view subject, NameFault fault, NameBounds bounds) {
  const auto length = [](std::string_view how, std::size_t characters) {
    return "should have " + std::string(how) + " " + std::to_string(characters) +
           (characters == 1 ? " character" : " characters");
  };
  std::string said(subject);
  said += ' ';
  switch (fault) {
    case NameFault::not_utf8:
      return said + "is not valid UTF-8";
    case NameFault::too_short:
      return said + length("at least", bounds.characters_min);
    case NameFault::too_long:
      return said + length("at most", bounds.characters_max);
    case NameFault::forbidden_character:
      return said + "should not contain control or invisible characters";
    case NameFault::space_at_edge:
      return said + "should not begin or end with a space";
    case NameFault::repeated_space:
      return said + "should not have spaces that follow each other";
    case NameFault::mark_at_start:
      return said + "should not begin with an accent or another combining mark";
    case NameFault::stacked_marks:
      return said + "should not have so many accents on one letter";
  }
  return said + "cannot be used";
}

void throw_exception_from_error(NameFault fault, const boost::source_location&) {
  throw std::logic_error(sentence("The name", fault, {}));
}

}  // namespace caravan::text
