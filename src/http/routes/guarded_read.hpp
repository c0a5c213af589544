#pragma once

#include "guard/guard.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"

namespace caravan::http {

// `handler` for those whose reads are not too many at once; others are answered 429, and whoever shows no
// valid token as `Authentication` does. All references must outlive the handler.
Handler guarded_read(const Authentication& authentication, guard::Guard& guard, Handler handler);

}  // namespace caravan::http
