#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/account.hpp"
#include "ports/accounts.hpp"

namespace caravan::identity {

inline constexpr std::size_t directory_page_max = 200;

// Who is there. Thread-safe. Owns nothing it refers to.
class Directory {
 public:
  explicit Directory(ports::Accounts& accounts) : accounts_(accounts) {}

  // `not_found` when there is no such account.
  ports::Task<ports::Result<domain::Account>> find(domain::UserId id);
  // In ascending order of id, at most `directory_page_max`. The text that names must contain is normalised as
  // they are; text that is not UTF-8 is in no name.
  ports::Task<ports::Result<std::vector<domain::Account>>> list(ports::AccountQuery query);

 private:
  ports::Accounts& accounts_;
};

}  // namespace caravan::identity
