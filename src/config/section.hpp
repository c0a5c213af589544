#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "config/option.hpp"

// The vocabulary that the option tables are written in: one call binds one option to one member of a
// section's struct, so that a wrong type or a wrong member does not compile.
namespace caravan::config {

inline constexpr std::size_t KiB = std::size_t{1} << 10;
inline constexpr std::size_t MiB = std::size_t{1} << 20;
inline constexpr std::size_t GiB = std::size_t{1} << 30;

template <class Value>
struct Range {
  Value min;
  Value max;
};

template <class Enum>
struct Choice {
  std::string_view name;
  Enum value;
};

template <class Enum, std::size_t N>
using Choices = std::array<Choice<Enum>, N>;

// "a, b or c".
template <class Enum, std::size_t N>
std::string names_of(const Choices<Enum, N>& choices) {
  std::string text;
  for (std::size_t i = 0; i < N; ++i) {
    text.append(i == 0 ? "" : i + 1 == N ? " or " : ", ").append(choices[i].name);
  }
  return text;
}

template <class Enum, std::size_t N>
std::string name_of(const Choices<Enum, N>& choices, Enum value) {
  return std::string(std::ranges::find(choices, value, &Choice<Enum>::value)->name);
}

template <class Enum, std::size_t N>
Parsed<Enum> parse_choice(const Choices<Enum, N>& choices, std::string_view text) {
  const auto found = std::ranges::find(choices, text, &Choice<Enum>::name);
  if (found == choices.end()) return Refusal{"must be " + names_of(choices)};
  return found->value;
}

template <class Struct>
class Section {
 public:
  // `used_by` holds for every option of the section that does not say otherwise.
  Section(std::vector<Option>& table, std::string name, Struct Settings::*section, std::string used_by)
      : table_(table), name_(std::move(name)), section_(section), used_by_(std::move(used_by)) {}

  using ItemParser = Parsed<std::string> (*)(std::string_view);

  Option& text(std::string name, std::string Struct::*member, std::string allowed, std::string help) {
    return bind(std::move(name), member, Kind::text, std::move(allowed), std::move(help), &taken,
                [](const std::string& value) { return value; });
  }

  Option& checked_text(std::string name, std::string Struct::*member, ItemParser parse, std::string allowed,
                       std::string help) {
    return bind(std::move(name), member, Kind::text, std::move(allowed), std::move(help), parse,
                [](const std::string& value) { return value; });
  }

  Option& integer(std::string name, std::size_t Struct::*member, Range<std::size_t> range, std::string help) {
    return ranged(std::move(name), member, Kind::integer, range, std::move(help), &parse_integer,
                  [](std::size_t value) { return std::to_string(value); });
  }

  Option& decimal(std::string name, double Struct::*member, Range<double> range, std::string help) {
    return ranged(std::move(name), member, Kind::decimal, range, std::move(help), &parse_decimal,
                  &format_decimal);
  }

  Option& bytes(std::string name, std::size_t Struct::*member, Range<std::size_t> range, std::string help) {
    return ranged(std::move(name), member, Kind::bytes, range, std::move(help), &parse_bytes, &format_bytes);
  }

  Option& duration(std::string name, std::chrono::milliseconds Struct::*member,
                   Range<std::chrono::milliseconds> range, std::string help) {
    return ranged(std::move(name), member, Kind::duration, range, std::move(help), &parse_duration,
                  &format_duration);
  }

  Option& rate(std::string name, Rate Struct::*member, std::string help) {
    return bind(std::move(name), member, Kind::rate, "a count and a time, such as 5/30m or 1/s",
                std::move(help), &parse_rate, &format_rate);
  }

  Option& boolean(std::string name, bool Struct::*member, std::string help) {
    return bind(std::move(name), member, Kind::boolean, "true or false", std::move(help), &parse_boolean,
                &format_boolean);
  }

  Option& list(std::string name, std::vector<std::string> Struct::*member, ItemParser parse_item,
               std::string allowed, std::string help) {
    const auto parse = [parse_item](std::string_view text) -> Parsed<std::vector<std::string>> {
      auto items = parse_list(text);
      if (!items) return items;
      for (auto& item : *items) {
        auto parsed = parse_item(item);
        if (!parsed) return Refusal{"holds \"" + item + "\", but each item " + parsed.error().reason};
        item = std::move(*parsed);
      }
      return items;
    };
    return bind(std::move(name), member, Kind::list, std::move(allowed), std::move(help), parse,
                [](const auto& items) { return format_list(items); });
  }

  template <class Enum, std::size_t N>
  Option& choice(std::string name, Enum Struct::*member, const Choices<Enum, N>& choices, std::string help) {
    const auto parse = [&choices](std::string_view text) { return parse_choice(choices, text); };
    const auto format = [&choices](Enum value) { return name_of(choices, value); };
    return bind(std::move(name), member, Kind::choice, names_of(choices), std::move(help), parse, format);
  }

 private:
  template <class Value, class Parse, class Format>
  Option& ranged(std::string name, Value Struct::*member, Kind kind, Range<Value> range, std::string help,
                 Parse parse, Format format) {
    const std::string allowed = format(range.min) + " to " + format(range.max);
    const auto parse_in_range = [parse, range, allowed](std::string_view text) -> Parsed<Value> {
      auto value = parse(text);
      if (!value) return Refusal{value.error().reason + " from " + allowed};
      if (*value < range.min || *value > range.max) return Refusal{"must be from " + allowed};
      return value;
    };
    return bind(std::move(name), member, kind, allowed, std::move(help), parse_in_range, format);
  }

  template <class Value, class Parse, class Format>
  Option& bind(std::string name, Value Struct::*member, Kind kind, std::string allowed, std::string help,
               Parse parse, Format format) {
    Option& option = table_.emplace_back();
    option.key = name_ + "." + name;
    option.section = name_;
    option.kind = kind;
    option.allowed = std::move(allowed);
    option.help = std::move(help);
    option.used_by = used_by_;
    option.set = [section = section_, member, parse](Settings& settings,
                                                     std::string_view text) -> std::optional<Refusal> {
      auto value = parse(text);
      if (!value) return value.error();
      settings.*section.*member = std::move(*value);
      return std::nullopt;
    };
    option.text = [section = section_, member, format](const Settings& settings) {
      return format(settings.*section.*member);
    };
    return option;
  }

  std::vector<Option>& table_;
  std::string name_;
  Struct Settings::*section_;
  std::string used_by_;
};

}  // namespace caravan::config
