#pragma once

#include "guard/guard.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"
#include "pipeline/accept/accept.hpp"

namespace caravan::http {

// The route that sends a message. Thread-safe; lives as long as the router that it is added to.
class MessageRoutes {
 public:
  // All references must outlive this object.
  MessageRoutes(const Authentication& authentication, guard::Guard& guard, accept::Accept& acceptance)
      : authentication_(authentication), guard_(guard), acceptance_(acceptance) {}

  void add_to(Router& router);

 private:
  ports::Task<Response> send(const Request& request);

  const Authentication& authentication_;
  guard::Guard& guard_;
  accept::Accept& acceptance_;
};

}  // namespace caravan::http
