#include <algorithm>
#include <optional>
#include <simdjson.h>
#include <utility>
#include <vector>

#include "wire/auth_bodies.hpp"
#include "wire/count_characters.hpp"
#include "wire/multipart_form.hpp"
#include "wire/percent_encoding.hpp"

namespace caravan::wire {
namespace {

constexpr std::size_t kUsernameCharactersMax = 256;
constexpr std::size_t kPasswordCharactersMax = 1024;

using Fields = std::vector<std::pair<std::string, std::string>>;

bool is_utf8(const std::string& text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

// None for a broken escape and for what is not UTF-8.
std::optional<std::string> decode(std::string_view encoded) {
  auto text = form_decode(encoded);
  if (text && !is_utf8(*text)) return std::nullopt;
  return text;
}

std::optional<Fields> parse_fields(std::string_view form) {
  Fields fields;
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    const std::string_view name = pair.substr(0, pair.find('='));
    auto decoded_name = decode(name);
    auto value = decode(pair.substr(std::min(name.size() + 1, pair.size())));
    if (!decoded_name || !value) return std::nullopt;
    fields.emplace_back(*std::move(decoded_name), *std::move(value));
  }
  return fields;
}

void refuse(Problems& problems, std::string_view field, std::string message, std::string type) {
  problems.list.push_back({{"body", std::string(field)}, std::move(message), std::move(type)});
}

std::optional<std::string> optional(const Fields& fields, std::string_view name, Problems& problems) {
  const auto has_name = [name](const auto& field) { return field.first == name; };
  if (std::count_if(fields.begin(), fields.end(), has_name) > 1)
    refuse(problems, name, "Field given more than once", "duplicate_field");
  const auto found = std::find_if(fields.begin(), fields.end(), has_name);
  return found == fields.end() ? std::nullopt : std::optional(found->second);
}

std::string required(const Fields& fields, std::string_view name, std::size_t characters_max,
                     Problems& problems) {
  auto value = optional(fields, name, problems);
  if (!value)
    refuse(problems, name, "Field required", "missing");
  else if (value->empty())
    refuse(problems, name, "String should have at least 1 character", "string_too_short");
  else if (count_characters(*value) > characters_max)
    refuse(problems, name, "String should have at most " + std::to_string(characters_max) + " characters",
           "string_too_long");
  return value ? *std::move(value) : std::string();
}

Parsed<LoginForm> login_of(const Fields& fields) {
  Problems problems;
  LoginForm login{required(fields, "username", kUsernameCharactersMax, problems),
                  required(fields, "password", kPasswordCharactersMax, problems)};
  const auto grant_type = optional(fields, "grant_type", problems);
  if (grant_type && *grant_type != "password")
    refuse(problems, "grant_type", "Input should be 'password'", "literal_error");
  if (!problems.list.empty()) return problems;
  return login;
}

}  // namespace

Parsed<LoginForm> parse_login_form(std::string_view form) {
  const auto fields = parse_fields(form);
  if (!fields) return Problems{{{{"body"}, "Form is not percent-encoded UTF-8", "form_invalid"}}};
  return login_of(*fields);
}

Parsed<LoginForm> parse_login_multipart(std::string_view body, std::string_view boundary) {
  const auto fields = parse_multipart_form(body, boundary);
  const auto is_text = [](const auto& field) { return is_utf8(field.first) && is_utf8(field.second); };
  if (!fields || !std::all_of(fields->begin(), fields->end(), is_text))
    return Problems{
        {{{"body"}, "Form is not multipart UTF-8 with the boundary that its type names", "form_invalid"}}};
  return login_of(*fields);
}

}  // namespace caravan::wire
