#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/blocking_pool.hpp"

namespace caravan::sqlite {

// Reads beside the writer, each on a connection of its own. Thread-safe.
class ReadPool {
 public:
  struct Options {
    std::size_t threads = 2;
    std::size_t queue_max = 4096;       // reads that wait; more are refused as `overloaded`
    std::size_t cache_bytes = 8 << 20;  // of pages, per thread
  };

  ReadPool(const std::filesystem::path& file, Options options);

  // Runs `read(Connection&)` on a thread of the pool; it returns a `Result`.
  template <class Read>
  ports::Task<std::invoke_result_t<Read&, Connection&>> run(Read read) {
    using Outcome = std::invoke_result_t<Read&, Connection&>;
    // A variable, because GCC 12 copies a closure inside a co_await expression bit by bit.
    auto work = [this, read = std::move(read)]() mutable -> Outcome {
      const Lease lease(*this);
      try {
        return read(*lease.connection);
      } catch (const SqliteError& error) {
        return to_port_error(error);
      }
    };
    auto outcome = co_await threads_.run(std::move(work));
    if (!outcome) co_return ports::Error{ports::Errc::overloaded, "the read queue is full"};
    co_return std::move(*outcome);
  }

  // Reads that wait for a thread.
  std::size_t queued() const { return threads_.queued(); }

 private:
  // The last one used is the first one taken: its pages are the warmest.
  struct Lease {
    explicit Lease(ReadPool& owner);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

    ReadPool& pool;
    std::unique_ptr<Connection> connection;
  };

  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // one per thread, so never empty when one is wanted
  runtime::BlockingPool threads_;                  // last: ends before the connections do
};

}  // namespace caravan::sqlite
