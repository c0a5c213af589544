#pragma once

#include <map>
#include <memory>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <string>

namespace prometheus {
class Registry;
}

namespace caravan::observe {

using Counter = prometheus::Counter;
using Gauge = prometheus::Gauge;
using Histogram = prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

// The process's metrics. Names are `caravan_<part>_<what>_<unit>`. Asking twice for the same name and labels
// gives the same metric; references stay valid as long as this object. Thread-safe. Look metrics up once, at
// construction: a look-up takes a lock, counting does not.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  // Seconds, in buckets from 100 µs to 10 s.
  Histogram& latency(const std::string& name, const std::string& help, const Labels& labels = {});
  // Counts or bytes, in powers of two from 1 to 65,536.
  Histogram& size(const std::string& name, const std::string& help, const Labels& labels = {});

  // Prometheus text format 0.0.4.
  std::string expose() const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
};

}  // namespace caravan::observe
