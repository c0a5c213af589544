#pragma once

#include <cstddef>
#include <string>

#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/blocking_pool.hpp"

namespace caravan::identity {

inline constexpr std::size_t password_bytes_min = 8;
inline constexpr std::size_t password_bytes_max = 1024;

// Argon2id on threads of its own. All bytes of a password count. Salts come from the operating system: they
// are never compared or shown, so nothing needs to repeat them. Thread-safe.
class PasswordHasher {
 public:
  struct Options {
    std::size_t memory_bytes = std::size_t{19} << 20;  // at least 8 KiB; taken by each thread while it hashes
    unsigned long long passes = 2;                     // at least 1
    std::size_t threads = 2;
    std::size_t queue_max = 64;  // hashes that wait: at 20 ms each, nobody waits much longer than a second
  };

  // Hashes once, for `verify_nobody`. Throws `std::runtime_error` when these costs cannot be had.
  explicit PasswordHasher(const Options& options);

  // Whoever hashes takes turns with others by `share`.
  // Self-describing: algorithm, costs and salt are inside. `overloaded` when too many wait, `unavailable`
  // when there is no memory for it.
  ports::Task<ports::Result<std::string>> hash(std::string password, runtime::Share share = {});
  // Whether `hash` was made from `password`. Errors as for `hash`.
  ports::Task<ports::Result<bool>> verify(std::string password, std::string hash, runtime::Share share = {});
  // As long as `verify` of a hash with today's costs, and always false.
  ports::Task<ports::Result<bool>> verify_nobody(std::string password, runtime::Share share = {});

  // Hashes that wait for a thread.
  std::size_t queued() const { return pool_.queued(); }

 private:
  const Options options_;
  std::string nobodys_hash_;
  runtime::BlockingPool pool_;
};

}  // namespace caravan::identity
