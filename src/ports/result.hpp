#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace caravan::ports {

// What can go wrong behind a port, in the core's words. Adapters translate their driver's errors into these.
enum class Errc {
  not_found,
  conflict,     // it exists already, or an id was used before for something else
  invalid,      // the request itself can never succeed
  overloaded,   // a bounded queue is full: nothing was done, try again later
  unavailable,  // the store cannot answer now: nothing was done
  uncertain,    // the store did not say whether it was done: a retry with the same id settles it
  stopped,      // this process is shutting down
};

// True when the same call may succeed later without a change to it.
constexpr bool is_retryable(Errc code) {
  return code == Errc::overloaded || code == Errc::unavailable || code == Errc::uncertain ||
         code == Errc::stopped;
}

constexpr std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::not_found:
      return "not_found";
    case Errc::conflict:
      return "conflict";
    case Errc::invalid:
      return "invalid";
    case Errc::overloaded:
      return "overloaded";
    case Errc::unavailable:
      return "unavailable";
    case Errc::uncertain:
      return "uncertain";
    case Errc::stopped:
      return "stopped";
  }
  return "unknown";
}

struct Error {
  Errc code;
  std::string detail;  // for logs and operators; never shown to a client as it is
};

template <class T>
using Result = boost::system::result<T, Error>;

// Reached only when a caller takes the value of a failed result: a broken invariant, not an expected failure.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error(std::string(to_string(error.code)) + ": " + error.detail);
}

}  // namespace caravan::ports
