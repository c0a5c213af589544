#include "http/request_metrics.hpp"

#include <algorithm>

namespace caravan::http {
namespace {

// A client may send any method: those that no route knows share a label.
constexpr std::string_view kMethodLabels[] = {"GET",   "POST",   "HEAD",    "PUT",
                                              "PATCH", "DELETE", "OPTIONS", "other"};

std::size_t method_place(std::string_view method) {
  const auto last = std::end(kMethodLabels) - 1;
  return static_cast<std::size_t>(std::find(std::begin(kMethodLabels), last, method) -
                                  std::begin(kMethodLabels));
}

}  // namespace

RequestMetrics::RequestMetrics(observe::Metrics& metrics, const std::vector<std::string>& labels)
    : metrics_(metrics),
      labels_(labels),
      in_flight_(metrics.gauge("caravan_http_requests_in_flight", "Requests being handled")),
      counters_(labels.size()) {
  for (const auto& label : labels)
    seconds_.push_back(&metrics.latency("caravan_http_request_seconds",
                                        "From a request's last byte to its answer's", {{"route", label}}));
}

void RequestMetrics::answered(std::size_t label, std::string_view method, int status,
                              std::chrono::duration<double> took) {
  counter(label, method, status).Increment();
  seconds_[label]->Observe(took.count());
}

void RequestMetrics::upgraded(std::size_t label) {
  counter(label, "GET", 101).Increment();
}

observe::Counter& RequestMetrics::counter(std::size_t label, std::string_view method, int status) {
  const auto place = method_place(method);
  auto& known = counters_[label][place];
  for (const auto& [code, counter] : known)
    if (code == status) return *counter;
  auto& added = metrics_.counter("caravan_http_requests_total", "Requests answered",
                                 {{"route", labels_[label]},
                                  {"method", std::string(kMethodLabels[place])},
                                  {"status", std::to_string(status)}});
  known.emplace_back(status, &added);
  return added;
}

}  // namespace caravan::http
