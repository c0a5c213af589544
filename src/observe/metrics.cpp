#include "observe/metrics.hpp"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <utility>

namespace caravan::observe {
namespace {

const Histogram::BucketBoundaries kLatencySeconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                  0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

Histogram::BucketBoundaries powers_of_two() {
  Histogram::BucketBoundaries bounds;
  for (int power = 0; power <= 16; ++power)
    bounds.push_back(1 << power);
  return bounds;
}

}  // namespace

Metrics::Metrics() : registry_(std::make_unique<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(labels);
}

Histogram& Metrics::latency(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add(labels, kLatencySeconds);
}

Histogram& Metrics::size(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add(labels, powers_of_two());
}

void Metrics::sampled_gauge(const std::string& name, const std::string& help, const Labels& labels,
                            std::function<double()> read) {
  sampled_.push_back({gauge(name, help, labels), std::move(read)});
}

std::string Metrics::expose() const {
  for (const auto& [gauge, read] : sampled_)
    gauge.Set(read());
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace caravan::observe
