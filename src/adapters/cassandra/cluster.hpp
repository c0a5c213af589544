#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cassandra/driver.hpp"
#include "adapters/cassandra/schema.hpp"
#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/backoff.hpp"
#include "runtime/clock.hpp"
#include "runtime/event_loops.hpp"
#include "runtime/random.hpp"
#include "runtime/task_group.hpp"

namespace caravan::cassandra {

enum class Consistency { one, local_one, quorum, local_quorum };

// Names of files in PEM.
struct Tls {
  std::string authorities_file;  // that signed the nodes' certificates; empty: whom the system trusts
  std::string certificate_file, key_file;  // this client's own; empty: it shows none
};

// The connection to a Cassandra cluster that the adapters of this folder share. Thread-safe; outlives them.
//
// It connects, brings the schema up to date and prepares the statements in the background, again and again
// until that has succeeded; until then calls answer `unavailable`. Afterwards the driver keeps the
// connections.
class Cluster {
 public:
  struct Options {
    std::vector<std::string> contact_points = {"127.0.0.1:9042"};  // "host:port"
    std::string local_datacenter;                                  // empty: nodes of any
    std::string username, password;                                // empty: without authentication
    std::optional<Tls> tls;                                        // none: unencrypted
    std::string keyspace = "caravan";                              // lower-case letters, digits and '_'
    std::string replication =
        "{'class': 'SimpleStrategy', 'replication_factor': 1}";  // of a keyspace that it makes
    bool allow_single_copy = false;  // of each row, though there are several nodes
    Consistency consistency = Consistency::local_quorum;
    std::size_t io_threads = 1;
    std::size_t connections_per_node = 1;
    std::size_t in_flight_max = 1'024;  // requests; the next call is answered `overloaded`
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds request_timeout{
        2'000};  // every call's deadline, the driver's own retries included
    // A node that stopped or is cut off keeps its connections for seconds and says nothing. What it has not
    // answered after this time is asked of one more node, and the first answer counts.
    std::chrono::milliseconds speculative_delay{200};
    runtime::Backoff::Options reconnect{std::chrono::milliseconds(100), std::chrono::milliseconds(5'000)};
  };

  // Throws `std::invalid_argument` for options that can never work. References must outlive this object.
  Cluster(Options options, runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  // Waits for requests under way, at most for their deadline.
  ~Cluster();

  // Side by side, all or an error: the first that failed. Texts in the calls must live until this resumes.
  ports::Task<ports::Result<Answers>> run(std::vector<Call> calls);
  ports::Task<ports::Result<Answer>> run(Call call);
  // Rows of one partition, in one request.
  ports::Task<ports::Result<void>> write_together(std::vector<Call> calls);
  // Side by side, each with its own result.
  ports::Task<std::vector<ports::Result<Answer>>> run_each(std::vector<Call> calls);

  bool ready() const { return ready_.load(std::memory_order_acquire); }
  // A loop of the cluster's own, for work that belongs to no caller.
  boost::asio::any_io_executor executor() { return loop_.at(0).get_executor(); }
  std::chrono::milliseconds request_timeout() const { return options_.request_timeout; }

 private:
  ports::Task<void> establish();
  ports::Task<ports::Result<void>> connect();
  ports::Task<ports::Result<void>> connect_and_prepare();
  ports::Task<ports::Result<void>> prepare(Statement statement);
  std::optional<ports::Error> refusal(std::size_t requests) const;
  ports::Result<Answer> judge(Answer answer, Effect effect);
  void note_reachable(bool reachable, std::string_view detail);

  const Options options_;
  runtime::Clock& clock_;
  runtime::Random& random_;
  observe::Histogram& seconds_;
  observe::Counter& failed_;
  observe::Counter& refused_;
  observe::FailureLog dropped_{observe::Level::error, {"cassandra.request_dropped", ""}};
  observe::Gauge& connected_;
  bool has_session_ = false;  // of the background task
  std::atomic<bool> ready_ = false;
  std::atomic<bool> reachable_ = true;
  Driver driver_;
  Schema schema_;  // of the background task
  runtime::EventLoops loop_{1, "cassandra"};
  runtime::TaskGroup background_;
};

}  // namespace caravan::cassandra
