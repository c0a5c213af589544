#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "domain/account.hpp"

namespace caravan::identity {

// Who may see what concerns the whole installation: the accounts with these names, however the names are
// written in Unicode. Thread-safe.
class Administrators {
 public:
  // A name that is not UTF-8 is nobody's.
  explicit Administrators(const std::vector<std::string>& usernames);

  bool include(const domain::Account& account) const { return usernames_.contains(account.username); }

 private:
  std::unordered_set<std::string> usernames_;
};

}  // namespace caravan::identity
