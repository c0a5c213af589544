#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "bench/windows/arrival.hpp"
#include "bench/windows/ring.hpp"
#include "bench/windows/tally.hpp"
#include "domain/windows.hpp"

namespace caravan::bench::windows {

// One way of delivering what one reader gets. Arrivals come in the order of time; time is the trace's own.
// Not thread-safe.
class Deliveries {
 public:
  virtual ~Deliveries() = default;

  virtual void add(const Arrival& arrival) = 0;
  // The reader writes a message himself.
  virtual void write_own(domain::SteadyTime) {}
  // Nothing comes any more.
  virtual Tally finish() = 0;
};

// The reader's inbox document: windows per reader, at most one write in each interval, and every write sends
// the whole ring to one listener. A reader may fetch what waits whenever he writes, which costs nothing here.
class InboxDeliveries final : public Deliveries {
 public:
  struct Options {
    domain::Windows::Options windows;
    domain::SteadyDuration write_interval = std::chrono::seconds(1);
    Ring::Limits ring;
    // Between two times that the reader fetches, at least; missing: he never does.
    std::optional<domain::SteadyDuration> fetch_interval = {};
  };

  // `policy` must outlive this object.
  InboxDeliveries(const domain::WindowPolicy& policy, const Options& options)
      : windows_(policy, options.windows),
        write_interval_(options.write_interval),
        fetch_interval_(options.fetch_interval),
        ring_(options.ring) {}

  void add(const Arrival& arrival) override;
  void write_own(domain::SteadyTime now) override;
  Tally finish() override;

 private:
  void pass_until(domain::SteadyTime time);
  void take(domain::SteadyTime now);
  void write(domain::SteadyTime now);
  void fetch(domain::SteadyTime now);

  domain::Windows windows_;
  const domain::SteadyDuration write_interval_;
  const std::optional<domain::SteadyDuration> fetch_interval_;
  Ring ring_;
  std::optional<domain::Batch> waiting_;  // for the interval to pass
  domain::SteadyTime may_write_at_ = domain::SteadyTime::min();
  domain::SteadyTime may_fetch_at_ = domain::SteadyTime::min();
  bool will_fetch_ = false;
  Tally tally_;
};

// A document for each batch of one sender in one chat, which the reader is sent and somebody deletes later.
class DocumentDeliveries final : public Deliveries {
 public:
  // `policy` must outlive this object.
  DocumentDeliveries(const domain::WindowPolicy& policy, const domain::Windows::Options& options)
      : windows_(policy, options) {}

  void add(const Arrival& arrival) override;
  Tally finish() override;

 private:
  void pass_until(domain::SteadyTime time);
  void take(domain::SteadyTime now);

  domain::Windows windows_;  // keyed by the stream in the place of a recipient
  Tally tally_;
};

// The reader is on a socket: nothing is written for him.
class SocketDeliveries final : public Deliveries {
 public:
  void add(const Arrival&) override { ++tally_.messages; }
  Tally finish() override { return tally_; }

 private:
  Tally tally_;
};

}  // namespace caravan::bench::windows
