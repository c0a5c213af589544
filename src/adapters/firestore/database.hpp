#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/firestore/client.hpp"
#include "adapters/firestore/document.hpp"
#include "adapters/firestore/gatherer.hpp"
#include "adapters/firestore/loop_calls.hpp"
#include "adapters/firestore/write_rate.hpp"
#include "observe/metrics.hpp"
#include "observe/outage.hpp"
#include "ports/task.hpp"
#include "runtime/clock.hpp"
#include "runtime/event_loops.hpp"

namespace caravan::firestore {

// The documents of one Firestore database, for the adapters of this folder, which it outlives. Everything but
// the constructor and `executor` belongs to its own event loop.
class Database {
 public:
  struct Options {
    Client::Options client;
    std::size_t in_flight_max = 16;            // requests of each kind at once
    std::size_t writes_per_request_max = 500;  // Firestore's own limit
    std::size_t reads_per_request_max = 100;
    // Firestore takes 10 MiB, but a slow network does not within its time, and then all of it goes again.
    std::size_t request_bytes_max = 2 << 20;
    WriteRate::Options rate;
    Pauses pauses;
  };

  // Throws `std::invalid_argument` for options that can never work. References must outlive this object.
  Database(Options options, runtime::Clock& clock, observe::Metrics& metrics);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  boost::asio::any_io_executor executor() { return loop_.at(0).get_executor(); }

  // `cause` is the label of the metric that counts what is billed, and a literal.
  ports::Task<Written> write(Write write, std::string_view cause);
  ports::Task<Found> read(std::string path, std::string_view cause);

  const Pauses& pauses() const { return options_.pauses; }
  Verdict verdict(const Status& status) const;

 private:
  ports::Task<std::vector<Written>> send_writes(std::vector<Write> writes);
  ports::Task<std::vector<Found>> send_reads(std::vector<Read> reads);
  ports::Task<void> until_rate_allows(std::size_t writes);
  void slow_down_if_exhausted(const std::vector<Written>& written);
  void count(std::string_view kind, std::string_view cause);
  void note(const Status& of_request);

  const Options options_;
  runtime::Clock& clock_;
  observe::Metrics& metrics_;
  observe::Histogram& write_seconds_;
  observe::Histogram& read_seconds_;
  observe::Histogram& writes_per_request_;
  observe::Gauge& in_flight_;
  observe::Counter& throttled_;
  observe::Gauge& writes_per_second_;
  std::map<std::pair<std::string_view, std::string_view>, observe::Counter*> operations_;
  std::map<Code, observe::Counter*> failures_;
  observe::Outage outage_;
  WriteRate rate_;
  Client client_;
  runtime::EventLoops loop_{1, "firestore"};
  Gatherer<Write, Written> writes_;
  Gatherer<Read, Found> reads_;
  LoopCalls calls_;  // first to go: it ends what uses the others
};

}  // namespace caravan::firestore
