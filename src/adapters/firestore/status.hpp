#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ports/result.hpp"

namespace caravan::firestore {

// The codes of google.rpc.Code, with which Firestore answers a request and each write in it.
enum class Code {
  ok = 0,
  cancelled = 1,
  unknown = 2,
  invalid_argument = 3,
  deadline_exceeded = 4,
  not_found = 5,
  already_exists = 6,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  aborted = 10,
  out_of_range = 11,
  unimplemented = 12,
  internal = 13,
  unavailable = 14,
  data_loss = 15,
  unauthenticated = 16,
};

std::string_view to_string(Code code);

// What an answer is about: a request as a whole, or one write among others that may have succeeded.
enum class Scope { request, write };

struct Status {
  Code code = Code::ok;
  std::string message = {};
  Scope scope = Scope::request;

  bool ok() const { return code == Code::ok; }
};

// "NOT_FOUND: no such database", for logs.
std::string to_text(const Status& status);

// How long to leave the service in peace after an answer that a later try may better.
struct Pauses {
  std::chrono::milliseconds ordinary{1'000};
  std::chrono::milliseconds exhausted{10'000};  // a quota is used up, and more tries use it too
};

// What to make of an answer other than ok.
struct Verdict {
  ports::Errc errc = ports::Errc::invalid;
  std::chrono::milliseconds pause{0};  // behind a retryable errc
  bool lost_race = false;              // the document is not as this process knew it: read it and try again
  bool billed = false;                 // maybe: it cannot be excluded
};

Verdict verdict_on(Code code, Scope scope, const Pauses& pauses);

}  // namespace caravan::firestore
