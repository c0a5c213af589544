#pragma once

#include <string>

#include "domain/ids.hpp"

namespace caravan::firestore {

// Where api/firestore.md says that the reader's document is.
inline std::string inbox_path(domain::UserId reader) {
  return "inboxes/" + reader.to_string();
}

}  // namespace caravan::firestore
