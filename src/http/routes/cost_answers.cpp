#include "http/routes/cost_answers.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace caravan::http {
namespace {

wire::CostOperations priced(const costs::Prices& prices, const costs::Operations& operations) {
  return {operations.reads, operations.writes, operations.deletes, operations.bytes_out,
          dollars(prices, operations)};
}

std::optional<wire::CostWaits> in_seconds(const costs::Waits& waits) {
  using Seconds = std::chrono::duration<double>;
  if (waits.count() == 0) return std::nullopt;
  return wire::CostWaits{Seconds(waits.quantile(0.5)).count(), Seconds(waits.quantile(0.99)).count(),
                         Seconds(waits.longest()).count()};
}

std::int64_t since_1970(domain::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

wire::CostPrices told(const costs::Prices& prices) {
  return {prices.reads,      prices.writes,      prices.deletes,      prices.gib_out,
          prices.free_reads, prices.free_writes, prices.free_deletes, prices.free_gib_out};
}

std::string name_of(costs::Curve::Rule rule) {
  switch (rule) {
    case costs::Curve::Rule::window:
      return "window";
    case costs::Curve::Rule::one_write_per_message:
      return "one_write_per_message";
    case costs::Curve::Rule::inactivity:
      break;
  }
  return "inactivity";
}

wire::CostCurve::Point told(const costs::Curve::Point& point, const costs::Prices& prices) {
  wire::CostCurve::Point to;
  to.rule = name_of(point.rule);
  to.layout = point.layout == costs::Layout::inbox ? "inbox" : "batches";
  if (point.window) to.window_seconds = std::chrono::duration<double>(*point.window).count();
  to.operations = priced(prices, point.outcome.operations);
  to.waits = in_seconds(point.outcome.waits);
  return to;
}

}  // namespace

wire::CostReport cost_report(const costs::Meter& meter, costs::Span span, domain::WallTime now) {
  const auto& prices = meter.options().prices;
  const auto seen = meter.report();
  wire::CostReport report;
  report.layout = meter.options().layout;
  report.listeners_per_reader = meter.options().documents.listeners;
  report.prices = told(prices);
  report.since = since_1970(seen.since);
  report.messages = seen.messages;
  report.total = priced(prices, seen.total());
  report.dollars_after_free_tier = seen.dollars_after_free_tier;
  for (std::size_t cause = 0; cause < costs::kCauses.size(); ++cause)
    report.causes.push_back({std::string(costs::kCauses[cause]), priced(prices, seen.causes[cause])});
  report.one_write_per_message = priced(prices, seen.one_write_per_message);
  report.inactivity = priced(prices, seen.inactivity);
  report.waits = in_seconds(seen.waits);
  report.step_seconds = costs::step_of(span).count();
  for (const auto& interval : meter.series(span, now))
    report.series.push_back({since_1970(interval.begin), interval.waits.count(),
                             priced(prices, interval.operations), interval.one_write_per_message_dollars,
                             interval.inactivity_dollars, in_seconds(interval.waits)});
  return report;
}

wire::CostCurve cost_curve(std::vector<costs::Arrival> arrivals, const costs::Meter::Options& options,
                           const costs::Curve::PolicyOf& policy_of) {
  wire::CostCurve told_curve{.messages = arrivals.size()};
  if (arrivals.empty()) return told_curve;
  std::ranges::sort(arrivals, {}, &costs::Arrival::time);
  told_curve.from = since_1970(arrivals.front().time);
  told_curve.to = since_1970(arrivals.back().time);
  costs::Curve curve(policy_of, costs::usual_windows(), options.documents);
  for (const auto& arrival : arrivals)
    curve.add(arrival);
  for (const auto& point : curve.finish())
    told_curve.points.push_back(told(point, options.prices));
  return told_curve;
}

}  // namespace caravan::http
