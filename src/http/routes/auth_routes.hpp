#pragma once

#include "guard/guard.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"
#include "identity/administrators.hpp"
#include "identity/directory.hpp"
#include "identity/log_in.hpp"
#include "identity/sign_up.hpp"
#include "identity/token_issuer.hpp"

namespace caravan::http {

// What the routes of the auth role work with; all of it must outlive the router.
struct AuthServices {
  identity::SignUp& sign_up;
  identity::LogIn& log_in;
  identity::Directory& directory;
  const identity::TokenIssuer& tokens;
  const Authentication& authentication;
  guard::Guard& guard;
  const identity::Administrators& administrators;
};

// Everything under /auth; contract: api/openapi.yaml.
void add_auth_routes(Router& router, AuthServices services);

}  // namespace caravan::http
