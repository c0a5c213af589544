#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// How people are found by their names: whatever the case and the accents, the words in any order, each by its
// beginning. Every function here is thread-safe.
namespace caravan::text {

// What a search may find a name by: its words, distinct and in order. In scripts that set no spaces between
// words each character begins one that goes on to the next space. Never empty for a name that is not.
std::vector<std::string> name_words(std::string_view name);

// What is sought: each the beginning of a word, the longest first, at most `count_max`. Empty for an empty
// text alone.
std::vector<std::string> query_words(std::string_view query, std::size_t count_max);

// What sorts, byte by byte, behind every text that begins with `beginning`, and before all others behind it.
std::string behind_all_of(std::string_view beginning);

}  // namespace caravan::text
