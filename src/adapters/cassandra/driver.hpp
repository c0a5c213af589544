#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/cassandra/call.hpp"
#include "adapters/cassandra/pending.hpp"

namespace caravan::cassandra {

// The bridge as coroutines. Thread-safe. Requests that it starts are always answered: by the store, by the
// driver's timeout, or because the driver is closed.
class Driver {
 public:
  explicit Driver(std::size_t io_threads);
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  // Waits until every request has been answered, which those still under way are now.
  ~Driver();

  ports::Task<Answer> connect(const cql_config& config);
  ports::Task<Answer> query(const std::string& cql);
  // Keeps the statement on success; `execute` may name it from then on.
  ports::Task<Answer> prepare(Statement statement, const std::string& cql, std::uint32_t flags,
                              std::uint16_t consistency);
  // Side by side; answers come in the order of the calls. Texts in `calls` must live until this resumes.
  ports::Task<Answers> execute(std::vector<Call> calls);
  // All in one request: they must be of one partition.
  ports::Task<Answer> execute_batch(std::vector<Call> calls);

  std::size_t under_way() const;
  // Waits until none is, or for `patience`.
  void drain(std::chrono::milliseconds patience);

 private:
  struct Request;
  static void done(void* context, cql_result* owned);
  void* request(std::shared_ptr<Pending> pending, std::size_t index);
  cql_bound bind(const Call& call, std::vector<cql_value>& values) const;

  struct FreeStatement {
    void operator()(cql_statement* statement) const { cql_statement_free(statement); }
  };

  cql_client* client_;
  std::vector<std::unique_ptr<cql_statement, FreeStatement>> statements_{kStatements};
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t under_way_ = 0;
};

}  // namespace caravan::cassandra
