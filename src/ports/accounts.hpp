#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/account.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

struct Credentials {
  domain::Account account;
  std::string password_hash;  // self-describing (algorithm, cost and salt are inside)
};

struct NewAccount {
  std::string username;
  std::string password_hash;
  std::vector<std::string> likenesses{};  // what no two accounts share, see text/likeness.hpp
  std::vector<std::string> words{};       // what it is found by, see text/search_words.hpp
};

struct AccountQuery {
  std::vector<std::string> words{};  // each the beginning of a word of the account; empty for all
  domain::UserId after{0};           // only ids above it
  std::size_t count_max = 50;
};

// The account store. Thread-safe. Usernames arrive normalised and are compared byte by byte.
class Accounts {
 public:
  virtual ~Accounts() = default;

  // `conflict` when the username or one of the likenesses is taken, also under simultaneous creation. Ids
  // grow and are never used twice.
  virtual Task<Result<domain::Account>> create(NewAccount account) = 0;
  // Whether `create` would answer `conflict` now.
  virtual Task<Result<bool>> is_taken(std::string username, std::vector<std::string> likenesses) = 0;
  // `not_found` when nobody has that name.
  virtual Task<Result<Credentials>> credentials(std::string username) = 0;
  // `not_found` when there is no such account.
  virtual Task<Result<domain::Account>> find(domain::UserId id) = 0;
  // In ascending order of id.
  virtual Task<Result<std::vector<domain::Account>>> list(AccountQuery query) = 0;

  // Sessions elsewhere that began under a smaller number are over; 0 until it is raised. `not_found` when
  // there is no such account.
  virtual Task<Result<std::int64_t>> session_epoch(domain::UserId id) = 0;
  // Makes it one greater and answers the new one: no two calls answer the same, and it is durable before the
  // answer. After an error it may be raised or not; raising it once more does no harm.
  virtual Task<Result<std::int64_t>> raise_session_epoch(domain::UserId id) = 0;
};

}  // namespace caravan::ports
