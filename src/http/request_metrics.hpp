#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "observe/metrics.hpp"

namespace caravan::http {

// Counts requests by route, method and status. Each counter is looked up when it is first needed and then
// kept, so that counting takes no lock but the histogram's own. Not thread-safe, one per event loop; several
// share the same underlying metrics.
class RequestMetrics {
 public:
  // `labels` are the router's; both arguments must outlive this object.
  RequestMetrics(observe::Metrics& metrics, const std::vector<std::string>& labels);

  void began() { in_flight_.Increment(); }
  void ended() { in_flight_.Decrement(); }
  void answered(std::size_t label, std::string_view method, int status, std::chrono::duration<double> took);
  // Left HTTP for another protocol: counted as 101, without a duration.
  void upgraded(std::size_t label);

 private:
  static constexpr std::size_t kMethods = 8;
  using ByStatus = std::vector<std::pair<int, observe::Counter*>>;  // a handful: searched from the front

  observe::Counter& counter(std::size_t label, std::string_view method, int status);

  observe::Metrics& metrics_;
  const std::vector<std::string>& labels_;
  observe::Gauge& in_flight_;
  std::vector<observe::Histogram*> seconds_;
  std::vector<std::array<ByStatus, kMethods>> counters_;
};

}  // namespace caravan::http
