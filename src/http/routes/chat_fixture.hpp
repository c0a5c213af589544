#pragma once

#include <auth_validator/validator.hpp>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "adapters/memory/memory_acceptance.hpp"
#include "adapters/memory/memory_accounts.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_history.hpp"
#include "chats/chat_cache.hpp"
#include "http/authentication.hpp"
#include "http/routes/answer_of.hpp"
#include "http/routes/chat_routes.hpp"
#include "http/routes/message_routes.hpp"
#include "identity/token_issuer.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::http {

// The routes of chats and messages on the memory store, with the accounts ada (1), bob (2) and cem (3).
class ChatFixture : public testing::Test {
 protected:
  ChatFixture() {
    for (const char* name : {"ada", "bob", "cem"})
      (void)runtime::run_to_end(accounts.create({name, "hash"}));
    chat_routes.add_to(router);
    message_routes.add_to(router);
  }

  // `user` 0 sends no token.
  Response call(std::int64_t user, std::string_view method, std::string_view target,
                std::string_view body = {}, std::string_view retry_attempt = {}) {
    Request request;
    const std::string authorization = "Bearer " + tokens.issue({domain::UserId{user}, "name"});
    if (user != 0) request.headers.emplace_back("Authorization", authorization);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    if (!retry_attempt.empty()) request.headers.emplace_back("Retry-Attempt", retry_attempt);
    request.body = body;
    return answer_of(router, method, target, std::move(request));
  }
  Response get(std::int64_t user, std::string_view target) { return call(user, "GET", target); }

  // The id of a new direct chat, of ada and bob unless said otherwise.
  std::string new_chat(std::int64_t one = 1, std::int64_t other = 2) {
    const auto created = call(one, "POST", "/chat/api/v1/chat/",
                              "{\"users_id\":[" + std::to_string(one) + "," + std::to_string(other) + "]}");
    return created.body.substr(created.body.find("\"chat_id\":\"") + 11, 36);
  }
  Response send(std::int64_t user, const std::string& chat, std::string_view text,
                std::string_view more = {}) {
    const std::string from = std::to_string(user);
    return call(user, "POST", "/chat/api/v1/messaging/",
                R"({"chat_id":")" + chat + R"(","from_user":)" + from + R"(,"body":")" + std::string(text) +
                    '"' + std::string(more) + "}");
  }

  runtime::ManualClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  memory::Store store{clock, random};
  memory::MemoryAccounts accounts{store};
  memory::MemoryChats chats{store};
  memory::MemoryHistory history{store};
  memory::MemoryAcceptance acceptance{store};
  chats::ChatCache members{{}, chats};
  chats::CreateChat creation{{}, accounts, chats, random};
  chats::ReadChats reading{chats, members, history};
  accept::Accept accept{{}, members, acceptance, random, clock, metrics};
  guard::Guard guard{{}, clock, metrics};
  identity::TokenIssuer tokens{auth_validator::Issuer::hs256("an hs256 secret of 32 bytes or so"), {}, clock};
  auth_validator::Validator validator{tokens.verification_keys(), {.now = [this] { return clock.wall(); }}};
  Authentication authentication{validator, clock};
  ChatRoutes chat_routes{authentication, guard, creation, reading, members};
  MessageRoutes message_routes{authentication, guard, accept};
  Router router;
};

}  // namespace caravan::http
