#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace caravan::observe {

enum class Level { debug, info, warn, error, off };

struct Field {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  Field(std::string_view key, std::string_view value) : key(key), value(value) {}
  Field(std::string_view key, const char* value) : key(key), value(std::string_view(value)) {}
  Field(std::string_view key, bool value) : key(key), value(value) {}
  Field(std::string_view key, double value) : key(key), value(value) {}
  template <class Integer>
    requires std::is_integral_v<Integer>
  Field(std::string_view key, Integer value) : key(key), value(static_cast<std::int64_t>(value)) {}
};

// One JSON object per line on standard error: {"time":…,"level":…,"event":…,<fields>}. `event` is a fixed
// name in the form `part.what_happened`. Never pass message bodies, passwords or tokens. Thread-safe.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

// Lines below `level` are dropped; the default is `info`.
void set_log_level(Level level);

// One line as `log` writes it, for tests and for other sinks. `time` is already formatted.
std::string format_line(std::string_view time, Level level, std::string_view event,
                        std::initializer_list<Field> fields);

}  // namespace caravan::observe
