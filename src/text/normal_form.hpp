#pragma once

#include <optional>
#include <string>
#include <string_view>

// Forms of Unicode text. Every function here is thread-safe, and answers none for what is not UTF-8.
namespace caravan::text {

// Unicode normal form C, in which names are stored.
std::optional<std::string> normal_form_c(std::string_view text);

// Normal form D, without what is never seen.
std::optional<std::string> decomposed(std::string_view text);

// Upper and lower case, and the wide, bold and other variants of a letter, become one.
// Decomposed as above.
std::optional<std::string> folded(std::string_view text);

// As above, and letters lose their accents: "Zoë" and "zoe" become one.
std::optional<std::string> folded_without_accents(std::string_view text);

}  // namespace caravan::text
