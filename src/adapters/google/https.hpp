#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/blocking_pool.hpp"

namespace caravan::google {

// Few and small requests to services of Google, on threads of their own. Servers must prove their names by
// certificates that this machine trusts, and nobody is followed elsewhere. Thread-safe.
class Https {
 public:
  struct Options {
    std::chrono::milliseconds deadline =
        std::chrono::seconds(5);  // of one request, its wait for a thread included
    std::size_t threads = 2;
    std::size_t queue_max = 64;  // requests that wait
    std::size_t answer_bytes_max = 64 * 1024;
  };
  struct Request {
    std::string url;
    std::vector<std::string> headers;  // "Name: value"
    std::string body;                  // sent by POST; by GET when it is empty
    bool direct = false;               // past every proxy that the environment names
  };
  struct Answer {
    long status = 0;
    std::string body;
  };

  explicit Https(const Options& options);

  // What was answered, whatever its status. `unavailable` when nobody answered in time, `overloaded` when too
  // many requests wait.
  ports::Task<ports::Result<Answer>> ask(Request request);

 private:
  const Options options_;
  runtime::BlockingPool pool_;
};

}  // namespace caravan::google
