#include "bench/report.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include "wire/json_text.hpp"

namespace caravan::bench {
namespace {

constexpr std::array kShares{std::pair("p50", 0.5), std::pair("p90", 0.9), std::pair("p99", 0.99)};
constexpr double kMebibyte = 1 << 20;

std::string_view name_of(LoadKind kind) {
  switch (kind) {
    case LoadKind::send:
      return "send";
    case LoadKind::page:
      return "page";
    case LoadKind::live:
      return "live";
  }
  return "";
}

double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

double per_second(std::uint64_t count, const Options& options) {
  return static_cast<double>(count) / static_cast<double>(options.length.count());
}

double cpu_milliseconds_each(const Report& report) {
  return report.latency.count()
             ? milliseconds(report.server->cpu) / static_cast<double>(report.latency.count())
             : 0;
}

std::string error_name(int status) {
  return status == 0 ? "no answer" : std::to_string(status);
}

std::string number(double value) {
  char text[64];
  return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%.3f", value))};
}

std::string row(std::string_view name, double value, const char* unit) {
  char text[128];
  return {text,
          static_cast<std::size_t>(std::snprintf(text, sizeof text, "  %-26.*s %12.2f %s\n",
                                                 static_cast<int>(name.size()), name.data(), value, unit))};
}

std::string latency_rows(const std::string& what, const Histogram& latency) {
  std::string rows;
  for (const auto& [name, share] : kShares)
    rows += row(what + ' ' + name, milliseconds(latency.percentile(share)), "ms");
  return rows + row(what + " max", milliseconds(latency.max()), "ms");
}

std::string latency_json(const Histogram& latency) {
  std::string json = "{";
  for (const auto& [name, share] : kShares)
    json += '"' + std::string(name) + "\":" + number(milliseconds(latency.percentile(share))) + ',';
  return json + "\"max\":" + number(milliseconds(latency.max())) + '}';
}

}  // namespace

bool Report::is_clean() const {
  return errors.empty() && latency.count() > 0 &&
         (!deliveries || deliveries->latency.count() == deliveries->expected);
}

double Report::rate() const {
  return per_second(latency.count(), options);
}

std::string to_table(const Report& report) {
  const Options& options = report.options;
  std::string table = std::string(name_of(options.kind)) + " on " + options.target.authority() + ", " +
                      std::to_string(options.in_flight) + " in flight, " +
                      std::to_string(options.length.count()) + " s\n";
  table += row("rate", report.rate(), "/s") + latency_rows("latency", report.latency);
  if (const auto& deliveries = report.deliveries) {
    table += row("readers", options.readers, "sockets");
    table += row("deliveries seen", per_second(deliveries->latency.count(), options), "/s");
    table +=
        row("deliveries missing",
            static_cast<double>(deliveries->expected) - static_cast<double>(deliveries->latency.count()), "");
    table += latency_rows("send to screen", deliveries->latency);
  }
  if (const auto& server = report.server) {
    table += row("server CPU an operation", cpu_milliseconds_each(report), "ms");
    table +=
        row("server memory at the end", static_cast<double>(server->memory_bytes_at_end) / kMebibyte, "MiB");
    if (report.deliveries && options.readers > 0)
      table += row("server memory a reader",
                   (static_cast<double>(server->memory_bytes_with_readers) -
                    static_cast<double>(server->memory_bytes_before_readers)) /
                       1024 / options.readers,
                   "KiB");
  }
  for (const auto& [status, count] : report.errors)
    table += row("error: " + error_name(status), static_cast<double>(count), "");
  return table;
}

std::string to_json(const Report& report) {
  const Options& options = report.options;
  std::string json = R"({"load":")" + std::string(name_of(options.kind)) + R"(","target":)";
  wire::append_json_string(json, options.target.authority());
  json += R"(,"in_flight":)" + std::to_string(options.in_flight) + R"(,"users":)" +
          std::to_string(options.users) + R"(,"chats":)" + std::to_string(options.chats) + R"(,"seconds":)" +
          std::to_string(options.length.count());
  json += R"(,"operations":)" + std::to_string(report.latency.count()) + R"(,"rate_per_second":)" +
          number(report.rate()) + R"(,"latency_ms":)" + latency_json(report.latency) + R"(,"errors":{)";
  bool first = true;
  for (const auto& [status, count] : report.errors) {
    json += (first ? "\"" : ",\"") + error_name(status) + "\":" + std::to_string(count);
    first = false;
  }
  json += '}';
  if (const auto& deliveries = report.deliveries)
    json += R"(,"readers":)" + std::to_string(options.readers) + R"(,"deliveries":{"expected":)" +
            std::to_string(deliveries->expected) + R"(,"seen":)" +
            std::to_string(deliveries->latency.count()) + R"(,"latency_ms":)" +
            latency_json(deliveries->latency) + '}';
  if (const auto& server = report.server) {
    json += R"(,"server":{"cpu_ms_per_operation":)" + number(cpu_milliseconds_each(report)) +
            R"(,"memory_bytes":{)";
    if (report.deliveries)
      json += R"("before_readers":)" + std::to_string(server->memory_bytes_before_readers) +
              R"(,"with_readers":)" + std::to_string(server->memory_bytes_with_readers) + ',';
    json += R"("at_end":)" + std::to_string(server->memory_bytes_at_end) + "}}";
  }
  return json + '}';
}

}  // namespace caravan::bench
