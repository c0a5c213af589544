#pragma once

#include "chats/create_chat.hpp"
#include "chats/read_chats.hpp"
#include "guard/guard.hpp"
#include "http/authentication.hpp"
#include "http/router.hpp"
#include "ports/members.hpp"

namespace caravan::http {

// The routes that create, list and read chats. Thread-safe; lives as long as the router that it is added to.
class ChatRoutes {
 public:
  // All references must outlive this object.
  ChatRoutes(const Authentication& authentication, guard::Guard& guard, chats::CreateChat& creation,
             chats::ReadChats& reading, ports::Members& members)
      : authentication_(authentication),
        guard_(guard),
        creation_(creation),
        reading_(reading),
        members_(members) {}

  void add_to(Router& router);

 private:
  ports::Task<Response> create(const Request& request);
  ports::Task<Response> list(const Request& request);
  ports::Task<Response> show(const Request& request);
  ports::Task<Response> list_members(const Request& request);
  ports::Task<Response> page(const Request& request);

  const Authentication& authentication_;
  guard::Guard& guard_;
  chats::CreateChat& creation_;
  chats::ReadChats& reading_;
  ports::Members& members_;
};

}  // namespace caravan::http
