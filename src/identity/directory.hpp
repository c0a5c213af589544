#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/account.hpp"
#include "ports/accounts.hpp"

namespace caravan::identity {

inline constexpr std::size_t directory_page_max = 200;
inline constexpr std::size_t directory_words_max = 4;  // of a search; of more the longest count

// Who is there. Thread-safe. Owns nothing it refers to.
class Directory {
 public:
  explicit Directory(ports::Accounts& accounts) : accounts_(accounts) {}

  // `not_found` when there is no such account.
  ports::Task<ports::Result<domain::Account>> find(domain::UserId id);
  struct Query {
    std::string text;  // whose every word begins a word of the name, see `text::query_words`; empty for all
    domain::UserId after{0};
    std::size_t count_max = 50;
  };
  // In ascending order of id, at most `directory_page_max`. Text that is not UTF-8 is in no name.
  ports::Task<ports::Result<std::vector<domain::Account>>> list(Query query);

 private:
  ports::Accounts& accounts_;
};

}  // namespace caravan::identity
