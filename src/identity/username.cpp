#include "identity/username.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "text/code_points.hpp"
#include "text/likeness.hpp"

namespace caravan::identity {
namespace {

using Likenesses = std::set<std::string, std::less<>>;

// Names that consist of these words alone.
constexpr std::string_view kReserved[] = {
    "abuse",      "admin",    "administration", "administrator", "administrators", "admins",
    "all",        "anyone",   "caravan",        "channel",       "chat",           "deleted",
    "everybody",  "everyone", "group",          "help",          "helpdesk",       "here",
    "me",         "mod",      "moderation",     "moderator",     "moderators",     "mods",
    "nobody",     "noreply",  "null",           "official",      "operator",       "owner",
    "postmaster", "root",     "security",       "server",        "service",        "somebody",
    "someone",    "staff",    "support",        "system",        "team",           "the",
    "undefined",  "unknown",  "user",           "verified",      "webmaster",      "you"};

const Likenesses& reserved() {
  static const Likenesses all = [] {
    Likenesses likenesses;
    for (const auto word : kReserved)
      for (auto& likeness : text::likenesses(word))
        likenesses.insert(std::move(likeness));
    return likenesses;
  }();
  return all;
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::u32string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(text::to_utf8(std::exchange(word, {})));
  };
  for (const char32_t c : text::code_points(name).value_or(std::u32string())) {
    if (text::is_letter_or_digit(c) || text::is_mark(c) || text::is_joiner(c))
      word += c;
    else
      end_word();
  }
  end_word();
  return words;
}

}  // namespace

bool is_reserved(std::string_view username) {
  const auto words = words_of(username);
  const auto says_who = [](const std::string& word) {
    return std::ranges::any_of(text::likenesses(word),
                               [](const std::string& likeness) { return reserved().contains(likeness); });
  };
  return !words.empty() && std::ranges::all_of(words, says_who);
}

}  // namespace caravan::identity
