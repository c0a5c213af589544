#include "adapters/firestore/status.hpp"

namespace caravan::firestore {

using ports::Errc;

std::string_view to_string(Code code) {
  switch (code) {
    case Code::ok:
      return "OK";
    case Code::cancelled:
      return "CANCELLED";
    case Code::unknown:
      return "UNKNOWN";
    case Code::invalid_argument:
      return "INVALID_ARGUMENT";
    case Code::deadline_exceeded:
      return "DEADLINE_EXCEEDED";
    case Code::not_found:
      return "NOT_FOUND";
    case Code::already_exists:
      return "ALREADY_EXISTS";
    case Code::permission_denied:
      return "PERMISSION_DENIED";
    case Code::resource_exhausted:
      return "RESOURCE_EXHAUSTED";
    case Code::failed_precondition:
      return "FAILED_PRECONDITION";
    case Code::aborted:
      return "ABORTED";
    case Code::out_of_range:
      return "OUT_OF_RANGE";
    case Code::unimplemented:
      return "UNIMPLEMENTED";
    case Code::internal:
      return "INTERNAL";
    case Code::unavailable:
      return "UNAVAILABLE";
    case Code::data_loss:
      return "DATA_LOSS";
    case Code::unauthenticated:
      return "UNAUTHENTICATED";
  }
  return "a code of its own";
}

std::string to_text(const Status& status) {
  return std::string(to_string(status.code)) + ": " + status.message;
}

Verdict verdict_on(Code code, Scope scope, const Pauses& pauses) {
  switch (code) {
    // Of a write: somebody else has written, made or removed the document. A whole request is refused so when
    // the database is missing or of another kind, which an operator can put right.
    case Code::failed_precondition:
    case Code::already_exists:
    case Code::not_found:
      if (scope == Scope::request) return {Errc::unavailable, pauses.exhausted};
      return {Errc::unavailable, pauses.ordinary, true, true};
    // Of a whole request: a role or the billing of the project is missing, which an operator can put right
    // too.
    case Code::permission_denied:
      if (scope == Scope::request) return {Errc::unavailable, pauses.exhausted};
      return {Errc::invalid};
    // Too many writes to one document or its neighbours; what was known of it is old by now.
    case Code::aborted:
      return {Errc::unavailable, pauses.ordinary, scope == Scope::write, true};
    case Code::resource_exhausted:
      return {Errc::unavailable, pauses.exhausted};
    // Sent or not: a connection that breaks under a request looks the same as one that could not be had.
    case Code::unavailable:
    case Code::deadline_exceeded:
    case Code::internal:
    case Code::cancelled:
    case Code::unknown:
      return {Errc::uncertain, pauses.ordinary, false, true};
    // The credentials were renewed before and did not help; an operator can put that right.
    case Code::unauthenticated:
      return {Errc::unavailable, pauses.exhausted};
    case Code::ok:
    case Code::invalid_argument:
    case Code::out_of_range:
    case Code::unimplemented:
    case Code::data_loss:
      return {Errc::invalid};
  }
  return {Errc::uncertain, pauses.ordinary, false, true};
}

}  // namespace caravan::firestore
