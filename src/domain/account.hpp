#pragma once

#include <string>

#include "domain/ids.hpp"

namespace caravan::domain {

struct Account {
  UserId id;
  std::string username;  // NFC, 3 to 64 characters, compared byte by byte

  friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace caravan::domain
