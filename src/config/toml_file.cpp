#include "config/toml_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <toml++/toml.h>

#include "config/option.hpp"

namespace caravan::config {
namespace {

class Reader {
 public:
  Reader(const std::string& path, TomlFile& file) : path_(path), file_(file) {}

  void table(const toml::table& table, const std::string& prefix) {
    for (const auto& [name, node] : table) {
      const std::string key = prefix + std::string(name.str());
      const toml::table* const nested = node.as_table();
      const bool is_section = prefix.empty() && !section_help(key).empty();
      if (nested && is_section) {
        this->table(*nested, key + ".");
      } else if (nested) {
        unknown_section(key, name.source());
      } else if (is_section) {
        file_.problems.push_back(place(name.source()) + ": " + key + " is a section: write [" + key + "]");
      } else {
        value(key, node, name.source());
      }
    }
  }

 private:
  std::string place(const toml::source_region& source) const {
    return path_ + ":" + std::to_string(source.begin.line);
  }

  void value(const std::string& key, const toml::node& node, const toml::source_region& source) {
    const Option* const option = find_option(key);
    // That an option is unknown is a better message than what it holds.
    const auto text = option ? text_of(node, *option) : std::optional<std::string>("");
    if (text) {
      file_.assignments.push_back({key, *text, place(source)});
    } else {
      file_.problems.push_back(place(source) + ": " + key + " must be " + expected(*option));
    }
  }

  // A native value in the textual form, or nothing when it is of another type than the option's.
  static std::optional<std::string> text_of(const toml::node& node, const Option& option) {
    const auto takes = [&option](auto... kinds) { return ((option.kind == kinds) || ...); };
    if (const auto text = node.value_exact<std::string>()) return text;
    if (const auto number = node.value_exact<std::int64_t>();
        number && takes(Kind::integer, Kind::bytes, Kind::decimal)) {
      return std::to_string(*number);
    }
    if (const auto number = node.value_exact<double>(); number && takes(Kind::decimal))
      return format_decimal(*number);
    if (const auto truth = node.value_exact<bool>(); truth && takes(Kind::boolean))
      return format_boolean(*truth);
    if (const auto* const array = node.as_array(); array && takes(Kind::list)) return text_of(*array);
    return std::nullopt;
  }

  static std::optional<std::string> text_of(const toml::array& array) {
    std::vector<std::string> items;
    for (const auto& node : array) {
      auto item = node.value_exact<std::string>();
      if (!item) return std::nullopt;
      items.push_back(std::move(*item));
    }
    return format_list(items);
  }

  static std::string expected(const Option& option) {
    if (option.kind == Kind::list) return "an array of strings: " + option.allowed;
    if (option.kind == Kind::integer) return "an integer from " + option.allowed;
    if (option.kind == Kind::decimal) return "a number from " + option.allowed;
    if (option.kind == Kind::boolean) return option.allowed;
    return "a string: " + option.allowed;
  }

  void unknown_section(const std::string& name, const toml::source_region& source) {
    std::vector<std::string_view> sections;
    for (const auto& option : options())
      sections.push_back(option.section);
    const auto suggestion = closest(name, sections);
    file_.problems.push_back(place(source) + ": unknown section [" + name + "]" +
                             (suggestion.empty() ? "" : "; did you mean [" + std::string(suggestion) + "]?"));
  }

  const std::string& path_;
  TomlFile& file_;
};

}  // namespace

TomlFile parse_toml(std::string_view document, const std::string& path) {
  TomlFile file;
  try {
    Reader(path, file).table(toml::parse(document, path), "");
  } catch (const toml::parse_error& error) {
    file.problems.push_back(path + ":" + std::to_string(error.source().begin.line) + ": " +
                            std::string(error.description()));
  }
  return file;
}

TomlFile read_toml(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string document{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  // A directory opens, and fails only when it is read.
  if (!stream || stream.bad()) return {{}, {path + ": cannot be read: " + std::strerror(errno)}};
  return parse_toml(document, path);
}

}  // namespace caravan::config
