#include "text/search_words.hpp"

#include <algorithm>
#include <utility>

#include "text/code_points.hpp"
#include "text/normal_form.hpp"

namespace caravan::text {
namespace {

// Thai to Khmer, kana, Han, and the first consonants of Hangul's syllables, which are decomposed here.
bool begins_a_word_anywhere(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  constexpr Range kRanges[] = {{0x0e00, 0x0eff}, {0x1000, 0x109f}, {0x1100, 0x115f},
                               {0x1780, 0x17ff}, {0x3041, 0x30ff}, {0x3400, 0x4dbf},
                               {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};
  return std::ranges::any_of(kRanges,
                             [c](const Range& range) { return range.first <= c && c <= range.last; });
}

// Runs of letters and digits; the whole where there is none, since a name may be of pictograms.
std::vector<std::u32string> runs_of(std::string_view text) {
  const auto folded = folded_without_accents(text);
  const auto characters = folded ? code_points(*folded) : std::nullopt;
  if (!characters || characters->empty()) return {};
  std::vector<std::u32string> runs;
  bool inside = false;
  for (const char32_t c : *characters) {
    if (!is_letter_or_digit(c)) {
      inside = false;
      continue;
    }
    if (!std::exchange(inside, true)) runs.emplace_back();
    runs.back() += c;
  }
  if (runs.empty()) runs.push_back(*characters);
  return runs;
}

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  for (const auto& run : runs_of(name))
    for (std::size_t at = 0; at < run.size(); ++at)
      if (at == 0 || begins_a_word_anywhere(run[at])) words.push_back(to_utf8(run.substr(at)));
  std::ranges::sort(words);
  words.erase(std::ranges::unique(words).begin(), words.end());
  return words;
}

std::vector<std::string> query_words(std::string_view query, std::size_t count_max) {
  std::vector<std::string> words;
  for (const auto& run : runs_of(query))
    words.push_back(to_utf8(run));
  std::ranges::stable_sort(words, std::ranges::greater(), &std::string::size);
  if (words.size() > count_max) words.resize(count_max);
  return words;
}

std::string behind_all_of(std::string_view beginning) {
  return std::string(beginning) + "\xf4\x8f\xbf\xbf";
}

}  // namespace caravan::text
