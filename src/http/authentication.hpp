#pragma once

#include <auth_validator/validator.hpp>
#include <boost/system/result.hpp>
#include <stdexcept>

#include "domain/ids.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "observe/failure_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::http {

// Who asks, or the answer to somebody who does not say: 401 without a bearer token, 403 with one that is not
// valid.
using Caller = boost::system::result<domain::UserId, Response>;

// Thread-safe. Owns nothing it refers to.
class Authentication {
 public:
  Authentication(const auth_validator::Validator& validator, const runtime::Clock& clock)
      : validator_(validator), clock_(clock) {}

  Caller caller_of(const Request& request) const;

 private:
  const auth_validator::Validator& validator_;
  const runtime::Clock& clock_;
  // What is no token of this server's, unlike one that has run out, is somebody's try.
  mutable observe::FailureLog refused_{observe::Level::warn, {"token.refused", ""}};
};

// Reached only when a route takes the caller of a refused request: a broken invariant.
[[noreturn]] inline void throw_exception_from_error(const Response&, const boost::source_location&) {
  throw std::logic_error("a refused request has no caller");
}

}  // namespace caravan::http
