#include "observe/log.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string>

namespace caravan::observe {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

spdlog::logger& sink() {
  static const auto logger = [] {
    auto made = spdlog::stderr_logger_mt("caravan");
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

constexpr spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
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

}  // namespace

std::string format_line(std::string_view time, Level level, std::string_view event,
                        std::initializer_list<Field> fields) {
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
    std::visit([&json](auto value) { write(json, value); }, field.value);
  }
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!sink().should_log(to_spdlog(level))) return;
  sink().log(to_spdlog(level), format_line(utc_now(), level, event, fields));
}

void set_log_level(Level level) {
  sink().set_level(to_spdlog(level));
}

}  // namespace caravan::observe
