#pragma once

#include <functional>
#include <map>
#include <memory>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <string>
#include <vector>

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
  // A gauge that is read at each exposition, for what is only worth a look when somebody asks. `read` is
  // called from any thread and must stay callable as long as this object is exposed. Called before the first
  // exposition.
  void sampled_gauge(const std::string& name, const std::string& help, const Labels& labels,
                     std::function<double()> read);
  // Seconds, in buckets from 100 µs to 10 s.
  Histogram& latency(const std::string& name, const std::string& help, const Labels& labels = {});
  // Counts or bytes, in powers of two from 1 to 65,536.
  Histogram& size(const std::string& name, const std::string& help, const Labels& labels = {});

  // Prometheus text format 0.0.4.
  std::string expose() const;

 private:
  struct Sampled {
    Gauge& gauge;
    std::function<double()> read;
  };

  std::unique_ptr<prometheus::Registry> registry_;
  std::vector<Sampled> sampled_;  // complete before the first exposition
};

}  // namespace caravan::observe
