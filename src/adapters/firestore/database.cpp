#include "adapters/firestore/database.hpp"

#include <algorithm>
#include <utility>

#include "observe/log.hpp"

namespace caravan::firestore {

namespace {

constexpr std::string_view kWrite = "write", kRead = "read";

}  // namespace

Database::Database(Options options, runtime::Clock& clock, observe::Metrics& metrics)
    : options_(std::move(options)),
      clock_(clock),
      metrics_(metrics),
      write_seconds_(metrics.latency("caravan_firestore_request_seconds",
                                     "From a request to Firestore to its answer", {{"kind", "write"}})),
      read_seconds_(metrics.latency("caravan_firestore_request_seconds",
                                    "From a request to Firestore to its answer", {{"kind", "read"}})),
      writes_per_request_(metrics.size("caravan_firestore_writes_per_request", "Documents written together")),
      in_flight_(metrics.gauge("caravan_firestore_requests_in_flight", "Requests that wait for Firestore")),
      throttled_(metrics.counter("caravan_firestore_throttled_total",
                                 "Requests that waited because Firestore wants to be loaded slowly")),
      writes_per_second_(
          metrics.gauge("caravan_firestore_writes_per_second",
                        "So many may go at most: it grows while it is used, and is halved when a "
                        "quota is used up")),
      rate_(options_.rate, clock.now()),
      client_(options_.client),
      writes_(
          {options_.in_flight_max, options_.writes_per_request_max, options_.request_bytes_max},
          metrics.gauge("caravan_firestore_waiting", "What waits for its request", {{"kind", "write"}}),
          [this](std::vector<Write> writes) { return send_writes(std::move(writes)); }, calls_),
      reads_(
          {options_.in_flight_max, options_.reads_per_request_max, options_.request_bytes_max},
          metrics.gauge("caravan_firestore_waiting", "What waits for its request", {{"kind", "read"}}),
          [this](std::vector<Read> reads) { return send_reads(std::move(reads)); }, calls_),
      calls_(executor(), "firestore request", 0) {}

Database::~Database() = default;

ports::Task<Written> Database::write(Write write, std::string_view cause) {
  auto written = co_await writes_.ask(std::move(write));
  if (written.status.ok() || verdict(written.status).billed) count(kWrite, cause);
  co_return written;
}

ports::Task<Found> Database::read(std::string path, std::string_view cause) {
  Read read{std::move(path)};
  auto found = co_await reads_.ask(std::move(read));
  // What did not arrive is not billed as far as anybody can tell, and is asked for again.
  if (found.status.ok()) count(kRead, cause);
  co_return found;
}

Verdict Database::verdict(const Status& status) const {
  return verdict_on(status.code, status.scope, options_.pauses);
}

ports::Task<std::vector<Written>> Database::send_writes(std::vector<Write> writes) {
  writes_per_request_.Observe(static_cast<double>(writes.size()));
  co_await until_rate_allows(writes.size());
  const auto began = clock_.now();
  in_flight_.Increment();
  auto written = co_await client_.write(std::move(writes));
  in_flight_.Decrement();
  write_seconds_.Observe(std::chrono::duration<double>(clock_.now() - began).count());
  note(written.front().status);
  slow_down_if_exhausted(written);
  co_return std::move(written);
}

ports::Task<std::vector<Found>> Database::send_reads(std::vector<Read> reads) {
  const auto began = clock_.now();
  in_flight_.Increment();
  auto found = co_await client_.read(std::move(reads));
  in_flight_.Decrement();
  read_seconds_.Observe(std::chrono::duration<double>(clock_.now() - began).count());
  note(found.back().status);
  co_return std::move(found);
}

ports::Task<void> Database::until_rate_allows(std::size_t writes) {
  auto again = rate_.take(clock_.now(), writes);
  writes_per_second_.Set(rate_.per_s());
  if (again) throttled_.Increment();
  while (again) {
    co_await clock_.sleep_until(*again);
    again = rate_.take(clock_.now(), writes);
  }
}

// A quota is everybody's: who writes other documents would use it up, too.
void Database::slow_down_if_exhausted(const std::vector<Written>& written) {
  const auto exhausted = [](const Written& one) { return one.status.code == Code::resource_exhausted; };
  if (!std::ranges::any_of(written, exhausted)) return;
  rate_.exhausted(clock_.now());
  writes_per_second_.Set(rate_.per_s());
}

void Database::count(std::string_view kind, std::string_view cause) {
  auto& counter = operations_[{kind, cause}];
  if (!counter)
    counter = &metrics_.counter("caravan_firestore_operations_total",
                                "What Firestore bills, or may bill, by what it was for",
                                {{"kind", std::string(kind)}, {"cause", std::string(cause)}});
  counter->Increment();
}

// Failures of single writes are their callers' business.
void Database::note(const Status& of_request) {
  const auto now = clock_.now();
  if (of_request.ok() || of_request.scope == Scope::write) {
    if (const auto over = outage_.ended(now))
      observe::log(observe::Level::info, "firestore.recovered",
                   {{"failed_requests", over->failures}, {"seconds", over->seconds}});
    return;
  }
  auto& counter = failures_[of_request.code];
  const auto name = to_string(of_request.code);
  if (!counter)
    counter = &metrics_.counter("caravan_firestore_failed_requests_total",
                                "Requests that Firestore did not fulfil", {{"code", std::string(name)}});
  counter->Increment();
  if (outage_.failed(now))
    observe::log(observe::Level::error, "firestore.request_failed",
                 {{"code", name}, {"detail", of_request.message}, {"failed_in_a_row", outage_.failures()}});
}

}  // namespace caravan::firestore
