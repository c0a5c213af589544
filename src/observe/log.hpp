#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace caravan::observe {

class Metrics;

enum class Level { debug, info, warn, error, off };

// What knows its own text, such as an id.
template <class T>
concept Printable = requires(const T& value) {
  { value.to_string() } -> std::convertible_to<std::string>;
};

struct Field {
  // The text is made when the line is, so a line that is dropped costs none.
  struct Printed {
    const void* value;
    std::string (*text)(const void*);
  };

  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool, Printed> value;

  Field(std::string_view key, std::string_view value) : key(key), value(value) {}
  Field(std::string_view key, const char* value) : key(key), value(std::string_view(value)) {}
  Field(std::string_view key, bool value) : key(key), value(value) {}
  Field(std::string_view key, double value) : key(key), value(value) {}
  template <class Integer>
    requires std::is_integral_v<Integer>
  Field(std::string_view key, Integer value) : key(key), value(static_cast<std::int64_t>(value)) {}
  template <Printable T>
  Field(std::string_view key, const T& value)
      : key(key), value(Printed{&value, [](const void* of) -> std::string {
                                  return static_cast<const T*>(of)->to_string();
                                }}) {}
};

// One JSON object per line on standard error: {"time":…,"level":…,"event":…,<fields>}. `event` is a fixed
// name in the form `part.what_happened`. Never pass message bodies, passwords or tokens. Thread-safe.
//
// What a dropped line would say is not put together, as long as fields are given what they are made of: an
// id, not its text.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});
void log(Level level, std::string_view event, std::span<const Field> fields);

// Lines below `level` are dropped; the default is `info`.
void set_log_level(Level level);
bool is_logged(Level level);

// As long as it lives, a thread writes the lines, and whoever logs waits for nothing: lines that find no room
// in the queue are dropped and counted. At its end it writes what waits, for a second at most. Only one at a
// time.
class LogThread {
 public:
  explicit LogThread(std::size_t queue_bytes_max);
  LogThread(const LogThread&) = delete;
  LogThread& operator=(const LogThread&) = delete;
  ~LogThread();
};

// Before the process ends without destroying its objects: waits a second at most until all lines are written.
void flush_log();

// As long as it lives, `caravan_log_lines_dropped_total` counts what was dropped since the process began.
// Only one at a time.
class DroppedLinesCount {
 public:
  explicit DroppedLinesCount(Metrics& metrics);
  DroppedLinesCount(const DroppedLinesCount&) = delete;
  DroppedLinesCount& operator=(const DroppedLinesCount&) = delete;
  ~DroppedLinesCount();
};

// One line as `log` writes it, for tests and for other outputs. `time` is already formatted.
std::string format_line(std::string_view time, Level level, std::string_view event,
                        std::span<const Field> fields);
inline std::string format_line(std::string_view time, Level level, std::string_view event,
                               std::initializer_list<Field> fields) {
  return format_line(time, level, event, std::span(fields.begin(), fields.size()));
}

// The time of a line that is written now.
std::string utc_now();

}  // namespace caravan::observe
