#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/firestore/status.hpp"

// What is asked of Firestore and what it answers, without its protocol's headers.
namespace caravan::firestore {

using TextMap = std::map<std::string, std::optional<std::string>, std::less<>>;  // none: null
using Value = std::variant<std::int64_t, std::string, std::vector<std::string>, std::vector<TextMap>,
                           std::chrono::sys_seconds>;
using Fields = std::map<std::string, Value, std::less<>>;

// When a document was written last, to the nanosecond: Firestore's own name for one state of it.
struct UpdateTime {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;

  friend auto operator<=>(const UpdateTime&, const UpdateTime&) = default;
};

struct Document {
  Fields fields;  // those of the kinds above
  UpdateTime updated;
};

// What must be true of the document at the moment of a write, or it is not written.
struct MustBeMissing {};
using Precondition = std::variant<std::monostate, MustBeMissing, UpdateTime>;

struct Write {
  std::string path;  // below the database's root, "inboxes/42"
  Fields fields;     // all others of the document stay as they are
  Precondition precondition = {};
  std::map<std::string, std::int64_t> at_least = {};  // fields that are raised to this, never lowered
};

struct Read {
  std::string path;
};

struct Written {
  Status status;
  UpdateTime updated = {};
  std::size_t bytes = 0;  // of the fields and the name as they were sent
};

struct Found {
  Status status;
  std::optional<Document> document = {};  // none: it does not exist
};

// What one of these takes of a request, or of a document, at most.
std::size_t bytes_of(const TextMap& map);
std::size_t bytes_of(const Write& write);
std::size_t bytes_of(const Read& read);

}  // namespace caravan::firestore
