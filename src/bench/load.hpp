#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "bench/arrivals.hpp"
#include "bench/histogram.hpp"

namespace caravan::bench {

using Instant = std::chrono::steady_clock::time_point;

// What was due in [begin, end) is measured; what came before warmed the server up.
struct Measured {
  Instant begin, end;
  bool holds(Instant due) const { return begin <= due && due < end; }
};

// Puts requests to the server in turn, a fixed number at once. Without arrivals each worker asks again as
// soon as it has its answer. With arrivals requests are due at those times, and a latency counts from then: a
// request that had to wait for a free connection waited for the server.
class Load {
 public:
  struct Options {
    std::uint32_t in_flight = 64;
    int expected_status = 200;
    bool stamped = false;              // whether requests hold a stamp to fill in
    bool own_ids = false;              // whether they hold a blank message id to fill in
    std::optional<Arrivals> arrivals;  // their time counts from the start of `run`
  };
  static constexpr int kNoAnswer = 0;  // in `errors`: the connection broke

  Load(Options options, boost::asio::ip::tcp::endpoint server, std::vector<std::string> requests);

  // Until the end of what is measured, and the last answer. Throws when the server goes away or no longer
  // answers.
  boost::asio::awaitable<void> run(Measured measured);

  const Histogram& latency() const { return latency_; }  // of measured requests with the expected status
  const std::map<int, std::uint64_t>& errors() const { return errors_; }  // by status
  // How often each request had the expected status, and was measured.
  const std::vector<std::uint64_t>& accepted() const { return accepted_; }

 private:
  boost::asio::awaitable<void> work();

  Options options_;
  boost::asio::ip::tcp::endpoint server_;
  std::vector<std::string> requests_;
  std::mt19937_64 id_bits_;
  Measured measured_;
  Instant started_;
  std::uint64_t next_ = 0;
  Histogram latency_;
  std::map<int, std::uint64_t> errors_;
  std::vector<std::uint64_t> accepted_;
};

}  // namespace caravan::bench
