#include "text/likeness.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>

#include "text/code_points.hpp"
#include "text/normal_form.hpp"

namespace caravan::text {
namespace {

struct Confusable {
  char32_t character;
  std::uint16_t at;  // of its prototype, among all of them
  std::uint8_t count;
};

#include "text/confusables_data.inc"

void append_prototype(std::u32string& out, char32_t c) {
  const auto found = std::ranges::lower_bound(kConfusables, c, {}, &Confusable::character);
  if (found == std::end(kConfusables) || found->character != c)
    out += c;
  else
    out.append(kPrototypes + found->at, found->count);
}

// UTS 39: each character in normal form D becomes the one that it looks like.
std::optional<std::string> skeleton(const std::optional<std::string>& decomposed) {
  if (!decomposed) return std::nullopt;
  const auto characters = code_points(*decomposed);
  if (!characters) return std::nullopt;
  std::u32string seen;
  for (const char32_t c : *characters)
    if (!is_joiner(c)) append_prototype(seen, c);
  return to_utf8(seen);
}

// The letters and digits in the middle with all between them; everything where there are none.
std::string without_edges(const std::string& text) {
  const auto characters = code_points(text).value_or(std::u32string());
  const auto counts = [](char32_t c) { return is_letter_or_digit(c); };
  const auto first = std::ranges::find_if(characters, counts);
  if (first == characters.end()) return text;
  auto last = std::find_if(characters.rbegin(), characters.rend(), counts).base();
  while (last != characters.end() && is_mark(*last))
    ++last;
  return to_utf8({first, last});
}

}  // namespace

std::vector<std::string> likenesses(std::string_view text) {
  // A letter may look like another one in one case alone: first as it is written, then in lower case.
  const auto as_written = skeleton(decomposed(text));
  if (!as_written) return {};
  const auto in_both = skeleton(folded(*as_written)), in_lower_case = skeleton(folded(text));
  std::vector<std::string> all;
  for (const auto& each : {in_both, in_lower_case})
    if (each) all.push_back(without_edges(*each));
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

bool look_alike(std::string_view one, std::string_view other) {
  const auto of_one = likenesses(one), of_other = likenesses(other);
  return std::ranges::find_first_of(of_one, of_other) != of_one.end();
}

}  // namespace caravan::text
