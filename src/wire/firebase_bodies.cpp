#include "wire/firebase_bodies.hpp"

#include <string_view>

#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

// Appends `"key":"value"` with the comma that stands before it; nothing for an empty value.
void append_text(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

void append(std::string& out, const WebConfig::Firebase& firebase) {
  out += '{';
  append_text(out, "apiKey", firebase.api_key);
  append_text(out, "projectId", firebase.project);
  append_text(out, "authDomain", firebase.auth_domain);
  append_text(out, "appId", firebase.app_id);
  append_text(out, "database", firebase.database);
  if (firebase.emulators) {
    out += R"(,"emulators":{)";
    append_text(out, "firestore", firebase.emulators->firestore);
    append_text(out, "auth", firebase.emulators->auth);
    out += '}';
  }
  out += '}';
}

}  // namespace

std::string encode(const FirebaseToken& token) {
  std::string json = R"({"token":)";
  append_json_string(json, token.token);
  return json + R"(,"expires_in":)" + std::to_string(token.expires_in.count()) + '}';
}

std::string encode(const PresenceHeard& heard) {
  auto json = R"({"again_in_s":)" + std::to_string(heard.again_in.count());
  if (heard.inbox) json.append(R"(,"inbox":)").append(encode(*heard.inbox));
  return json + '}';
}

std::string encode(const WebConfig& config) {
  std::string json = "{";
  append_text(json, "realtime", config.realtime);
  json += R"(,"firebase":)";
  if (config.firebase)
    append(json, *config.firebase);
  else
    json += "null";
  return json + '}';
}

}  // namespace caravan::wire
