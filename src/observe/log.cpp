#include "observe/log.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <string>
#include <unistd.h>

#include "observe/log_output.hpp"
#include "observe/metrics.hpp"

namespace caravan::observe {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::chrono::seconds kPatience{1};

std::atomic<Level> lowest_level = Level::info;

// Never destroyed: somebody may log until the very end.
LogOutput& output() {
  static LogOutput& standard_error = *new LogOutput(STDERR_FILENO);
  return standard_error;
}

constexpr std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
    case Level::off:
      return "off";
  }
  return "info";
}

void write(Writer& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void write(Writer& json, std::int64_t number) {
  json.Int64(number);
}
void write(Writer& json, double number) {
  // JSON has no infinity and no NaN.
  std::isfinite(number) ? json.Double(number) : json.Null();
}
void write(Writer& json, bool truth) {
  json.Bool(truth);
}
void write(Writer& json, const Field::Printed& printed) {
  write(json, std::string_view(printed.text(printed.value)));
}

}  // namespace

std::string utc_now() {
  const auto now = std::chrono::system_clock::now();
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const std::time_t seconds = micros / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%06dZ", static_cast<int>(micros % 1'000'000));
  return text;
}

std::string format_line(std::string_view time, Level level, std::string_view event,
                        std::span<const Field> fields) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  json.Key("time");
  write(json, time);
  json.Key("level");
  write(json, name_of(level));
  json.Key("event");
  write(json, event);
  for (const Field& field : fields) {
    json.Key(field.key.data(), static_cast<rapidjson::SizeType>(field.key.size()));
    std::visit([&json](const auto& value) { write(json, value); }, field.value);
  }
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

void log(Level level, std::string_view event, std::span<const Field> fields) {
  if (is_logged(level)) output().write(format_line(utc_now(), level, event, fields));
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  log(level, event, std::span(fields.begin(), fields.size()));
}

void set_log_level(Level level) {
  lowest_level.store(level, std::memory_order_relaxed);
}

bool is_logged(Level level) {
  return level >= lowest_level.load(std::memory_order_relaxed);
}

LogThread::LogThread(std::size_t queue_bytes_max) {
  output().start(queue_bytes_max);
}

LogThread::~LogThread() {
  output().stop(kPatience);
}

void flush_log() {
  output().flush(kPatience);
}

DroppedLinesCount::DroppedLinesCount(Metrics& metrics) {
  output().count_dropped_in(&metrics.counter("caravan_log_lines_dropped_total",
                                             "Log lines that standard error did not take in time"));
}

DroppedLinesCount::~DroppedLinesCount() {
  output().count_dropped_in(nullptr);
}

}  // namespace caravan::observe
