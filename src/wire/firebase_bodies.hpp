#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "wire/inbox_document.hpp"

// What clients learn about Firebase; contract: api/openapi.yaml and api/firestore.md. Thread-safe.
namespace caravan::wire {

struct FirebaseToken {
  std::string token;
  std::chrono::seconds expires_in{};
};
std::string encode(const FirebaseToken& token);

// A listener counts as there until then, and must be heard again before.
struct PresenceHeard {
  std::chrono::seconds again_in{};
  std::optional<InboxText> inbox = {};  // what was delivered behind what it has
};
std::string encode(const PresenceHeard& heard);

// How the web UI hears of messages.
struct WebConfig {
  // Emulators that stand in for Google's services.
  struct Emulators {
    std::string firestore;  // HOST:PORT
    std::string auth;       // a URL
  };
  // What is empty is left out.
  struct Firebase {
    std::string api_key;
    std::string project;
    std::string auth_domain;
    std::string app_id;
    std::string database;
    std::optional<Emulators> emulators = {};
  };

  std::string realtime;  // "websocket", "firestore" or "both"
  std::optional<Firebase> firebase = {};
};
std::string encode(const WebConfig& config);

}  // namespace caravan::wire
