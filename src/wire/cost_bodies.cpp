#include "wire/cost_bodies.hpp"

#include <charconv>
#include <concepts>
#include <string_view>

#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

// Writes one JSON value, member by member; commas come by themselves.
class JsonWriter {
 public:
  void open(char bracket) { out_ += bracket; }
  void close(char bracket) { out_ += bracket; }
  JsonWriter& key(std::string_view name) {
    next();
    append_json_string(out_, name);
    out_ += ':';
    return *this;
  }
  // Before an item of an array.
  JsonWriter& next() {
    if (out_.back() != '{' && out_.back() != '[') out_ += ',';
    return *this;
  }
  void text(std::string_view value) { append_json_string(out_, value); }
  template <class Number>
    requires std::integral<Number> || std::floating_point<Number>
  void number(Number value) {
    char text[32];
    out_.append(text, std::to_chars(text, text + sizeof text, value).ptr);
  }
  void null() { out_ += "null"; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void write(JsonWriter& json, const CostOperations& operations) {
  json.open('{');
  json.key("reads").number(operations.reads);
  json.key("writes").number(operations.writes);
  json.key("deletes").number(operations.deletes);
  json.key("bytes_out").number(operations.bytes_out);
  json.key("dollars").number(operations.dollars);
  json.close('}');
}

void write(JsonWriter& json, const std::optional<CostWaits>& waits) {
  if (!waits) return json.null();
  json.open('{');
  json.key("median").number(waits->median);
  json.key("p99").number(waits->p99);
  json.key("longest").number(waits->longest);
  json.close('}');
}

void write(JsonWriter& json, const CostPrices& prices) {
  json.open('{');
  json.key("reads").number(prices.reads);
  json.key("writes").number(prices.writes);
  json.key("deletes").number(prices.deletes);
  json.key("gib_out").number(prices.gib_out);
  json.key("free_reads").number(prices.free_reads);
  json.key("free_writes").number(prices.free_writes);
  json.key("free_deletes").number(prices.free_deletes);
  json.key("free_gib_out").number(prices.free_gib_out);
  json.close('}');
}

void write(JsonWriter& json, const CostReport::Interval& interval) {
  json.open('{');
  json.key("begin").number(interval.begin);
  json.key("messages").number(interval.messages);
  write(json.key("operations"), interval.operations);
  json.key("one_write_per_message_dollars").number(interval.one_write_per_message_dollars);
  json.key("inactivity_dollars").number(interval.inactivity_dollars);
  write(json.key("waits"), interval.waits);
  json.close('}');
}

void write_settings(JsonWriter& json, const CostReport& report) {
  json.key("feed").text(report.feed);
  json.key("layout").text(report.layout);
  json.key("policy").text(report.policy);
  json.key("window_seconds").number(report.window_seconds);
  json.key("listeners_per_reader").number(report.listeners_per_reader);
  write(json.key("prices"), report.prices);
}

void write_causes(JsonWriter& json, const std::vector<CostReport::OfCause>& causes) {
  json.key("causes").open('[');
  for (const auto& [cause, operations] : causes) {
    json.next().open('{');
    json.key("cause").text(cause);
    write(json.key("operations"), operations);
    json.close('}');
  }
  json.close(']');
}

void write(JsonWriter& json, const CostCurve::Point& point) {
  json.open('{');
  json.key("rule").text(point.rule);
  json.key("layout").text(point.layout);
  json.key("window_seconds");
  point.window_seconds ? json.number(*point.window_seconds) : json.null();
  write(json.key("operations"), point.operations);
  write(json.key("waits"), point.waits);
  json.close('}');
}

}  // namespace

std::string encode(const CostReport& report) {
  JsonWriter json;
  json.open('{');
  write_settings(json, report);
  json.key("since").number(report.since);
  json.key("messages").number(report.messages);
  write(json.key("total"), report.total);
  json.key("dollars_after_free_tier").number(report.dollars_after_free_tier);
  write_causes(json, report.causes);
  write(json.key("one_write_per_message"), report.one_write_per_message);
  write(json.key("inactivity"), report.inactivity);
  write(json.key("waits"), report.waits);
  json.key("step_seconds").number(report.step_seconds);
  json.key("series").open('[');
  for (const auto& interval : report.series)
    write(json.next(), interval);
  json.close(']');
  json.close('}');
  return json.take();
}

std::string encode(const CostCurve& curve) {
  JsonWriter json;
  json.open('{');
  json.key("messages").number(curve.messages);
  json.key("from").number(curve.from);
  json.key("to").number(curve.to);
  json.key("points").open('[');
  for (const auto& point : curve.points)
    write(json.next(), point);
  json.close(']');
  json.close('}');
  return json.take();
}

}  // namespace caravan::wire
