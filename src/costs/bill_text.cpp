#include "costs/bill_text.hpp"

#include <charconv>
#include <map>
#include <string_view>

#include "costs/text_table.hpp"

namespace caravan::costs {
namespace {

constexpr std::string_view kPrefix = "caravan_cost_";

// `name{label="value",…} number`
struct Sample {
  std::string_view name;  // without the prefix
  std::map<std::string_view, std::string_view> labels;
  double value = 0;
};

std::map<std::string_view, std::string_view> parse_labels(std::string_view text) {
  std::map<std::string_view, std::string_view> labels;
  while (!text.empty()) {
    const auto equals = text.find("=\"");
    if (equals == std::string_view::npos) break;
    const auto end = text.find('"', equals + 2);
    if (end == std::string_view::npos) break;
    labels[text.substr(0, equals)] = text.substr(equals + 2, end - equals - 2);
    text.remove_prefix(std::min(text.size(), end + 2));  // the quote and the comma
  }
  return labels;
}

std::optional<Sample> parse_sample(std::string_view line) {
  const auto space = line.rfind(' ');
  if (!line.starts_with(kPrefix) || space == std::string_view::npos) return std::nullopt;
  Sample sample;
  const auto text = line.substr(space + 1);
  if (std::from_chars(text.data(), text.data() + text.size(), sample.value).ec != std::errc())
    return std::nullopt;
  const auto named = line.substr(kPrefix.size(), space - kPrefix.size());
  const auto brace = std::min(named.find('{'), named.size());
  sample.name = named.substr(0, brace);
  if (brace < named.size()) sample.labels = parse_labels(named.substr(brace + 1, named.size() - brace - 2));
  return sample;
}

Bill::Line& line_of(std::vector<Bill::Line>& lines, const Sample& sample) {
  const auto label = [&](std::string_view name) {
    const auto found = sample.labels.find(name);
    return found == sample.labels.end() ? std::string() : std::string(found->second);
  };
  const auto layout = label("layout"), cause = label("cause");
  for (auto& line : lines)
    if (line.layout == layout && line.cause == cause) return line;
  lines.push_back({layout, cause, {}});
  return lines.back();
}

void add(PricedOperations& cost, const Sample& sample, std::string_view what) {
  const auto count = static_cast<std::uint64_t>(sample.value);
  if (what == "dollars_total") cost.dollars = sample.value;
  if (what == "bytes_out_total") cost.operations.bytes_out = count;
  if (what != "operations_total") return;
  const auto kind = sample.labels.find("kind");
  if (kind == sample.labels.end()) return;
  if (kind->second == "read") cost.operations.reads = count;
  if (kind->second == "write") cost.operations.writes = count;
  if (kind->second == "delete") cost.operations.deletes = count;
}

void add(Bill& bill, const Sample& sample) {
  constexpr std::string_view instead = "instead_";
  if (sample.name == "messages_total")
    bill.messages = static_cast<std::uint64_t>(sample.value);
  else if (sample.name == "dollars_after_free_tier_total")
    bill.dollars_after_free_tier = sample.value;
  else if (sample.name.starts_with(instead))
    add(line_of(bill.instead, sample).cost, sample, sample.name.substr(instead.size()));
  else
    add(line_of(bill.lines, sample).cost, sample, sample.name);
}

std::string name_of(const Curve::Point& point) {
  switch (point.rule) {
    case Curve::Rule::window:
      return "windows of " + text_of_seconds(std::chrono::duration<double>(*point.window).count());
    case Curve::Rule::one_write_per_message:
      return "one write per message";
    case Curve::Rule::inactivity:
      break;
  }
  return "10 messages or 3 s of silence";
}

std::string name_of(const std::string& instead) {
  return instead == "inactivity" ? "10 messages or 3 s of silence" : "one write per message";
}

std::vector<std::string> row(std::string layout, std::string cause, const PricedOperations& cost) {
  const auto& [reads, writes, deletes, bytes_out] = cost.operations;
  return {
      std::move(layout),       std::move(cause),         std::to_string(writes),       std::to_string(reads),
      std::to_string(deletes), text_of_bytes(bytes_out), text_of_dollars(cost.dollars)};
}

}  // namespace

PricedOperations Bill::total() const {
  PricedOperations total;
  for (const auto& line : lines) {
    total.operations += line.cost.operations;
    total.dollars += line.cost.dollars;
  }
  return total;
}

std::optional<Bill> parse_bill(std::string_view metrics) {
  Bill bill;
  bool any = false;
  while (!metrics.empty()) {
    const auto end = std::min(metrics.find('\n'), metrics.size());
    if (const auto sample = parse_sample(metrics.substr(0, end))) {
      add(bill, *sample);
      any = true;
    }
    metrics.remove_prefix(std::min(metrics.size(), end + 1));
  }
  if (!any) return std::nullopt;
  return bill;
}

std::string to_table(const Bill& bill) {
  TextTable table({"layout", "cause", "writes", "reads", "deletes", "sent out", "dollars"}, 2);
  for (const auto& line : bill.lines)
    table.add(row(line.layout, line.cause, line.cost));
  table.add(row("all", "", bill.total()));
  for (const auto& line : bill.instead)
    table.add(row("instead", name_of(line.layout), line.cost));
  return std::to_string(bill.messages) + " messages shown, counted for each reader; " +
         text_of_dollars(bill.dollars_after_free_tier) + " above the free tier\n\n" + table.text();
}

std::string to_table(const std::vector<Curve::Point>& points, std::uint64_t messages, const Prices& prices) {
  TextTable table(
      {"layout", "rule", "writes/1000", "reads/1000", "$/million", "p50 wait", "p99 wait", "longest"}, 2);
  const auto share = [&](std::uint64_t count) {
    return text_of(messages == 0 ? 0 : 1'000.0 * static_cast<double>(count) / static_cast<double>(messages),
                   1);
  };
  const auto wait = [](Waits::Duration time) {
    return text_of_seconds(std::chrono::duration<double>(time).count());
  };
  for (const auto& point : points) {
    const auto& [operations, waits] = point.outcome;
    const double million =
        messages == 0 ? 0 : 1e6 * dollars(prices, operations) / static_cast<double>(messages);
    table.add({point.layout == Layout::inbox ? "inbox" : "batches", name_of(point), share(operations.writes),
               share(operations.reads), text_of_dollars(million), wait(waits.quantile(0.5)),
               wait(waits.quantile(0.99)), wait(waits.longest())});
  }
  return table.text();
}

}  // namespace caravan::costs
