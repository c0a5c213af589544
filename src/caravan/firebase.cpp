#include "caravan/firebase.hpp"

#include <chrono>

#include "caravan/roles.hpp"

namespace caravan {
namespace {

using config::Realtime;
using config::Role;

#ifdef CARAVAN_WITH_FIRESTORE
constexpr bool kCanSign = true;
#else
constexpr bool kCanSign = false;
#endif

std::string to_string(Realtime realtime) {
  switch (realtime) {
    case Realtime::firestore:
      return "firestore";
    case Realtime::both:
      return "both";
    case Realtime::websocket:
      break;
  }
  return "websocket";
}

std::optional<std::string> refuse_signer(const config::Firebase& firebase) {
  if (firebase.signer == config::FirebaseSigner::none) return std::nullopt;
  if (!kCanSign)
    return "this program was built without Firestore: build it with firestore in CARAVAN_BACKENDS, or set "
           "firebase.signer = \"none\"";
  if (firebase.signer == config::FirebaseSigner::key_file && firebase.credentials_file.empty())
    return "firebase.signer = \"key_file\" needs a key: set firebase.credentials_file to a service "
           "account's, or "
           "firebase.signer = \"iam\" where the process runs as one";
  return std::nullopt;
}

// Browsers must listen where somebody writes.
std::optional<std::string> refuse_place(const config::Settings& settings) {
  const auto& written = settings.firestore;
  const auto& read = settings.firebase;
  if (settings.backend.feed != config::FeedBackend::firestore)
    return "web.realtime has browsers listen to Firestore, where nobody writes: set backend.feed = "
           "\"firestore\"";
  if (gathering(settings) == Gathering::of_streams)
    return "the web UI reads inboxes, and firestore.layout = \"batches\" writes none: set web.realtime = "
           "\"websocket\", or the layout \"inbox\"";
  if (!written.project.empty() && (written.project != read.project || written.database != read.database))
    return "browsers would listen to another database than the one that is written: firebase.project and "
           "firebase.database must be those of the section firestore";
  return std::nullopt;
}

std::optional<std::string> refuse_web(const config::Settings& settings) {
  const auto& firebase = settings.firebase;
  if (settings.web.realtime == Realtime::websocket) return std::nullopt;
  if (firebase.project.empty() || firebase.api_key.empty())
    return "web.realtime has browsers listen to Firestore: set firebase.project and firebase.api_key, as the "
           "Firebase console shows them for a web app";
  if (firebase.emulator_firestore.empty() != firebase.emulator_auth.empty())
    return "one emulator takes nothing from Google's other service: set both firebase.emulator_firestore and "
           "firebase.emulator_auth, or none of them";
  if (has(settings.roles, Role::auth) && firebase.signer == config::FirebaseSigner::none)
    return "web.realtime has browsers sign in to Firebase, and nobody signs their tokens: set "
           "firebase.signer to "
           "\"key_file\" or \"iam\"";
  return refuse_place(settings);
}

}  // namespace

std::optional<std::string> refuse_firebase(const config::Settings& settings) {
  if (has(settings.roles, Role::auth)) {
    auto refusal = refuse_signer(settings.firebase);
    if (refusal) return refusal;
  }
  return has(settings.roles, Role::web) ? refuse_web(settings) : std::nullopt;
}

identity::FirebaseSessions::Options firebase_session_options(const config::Firebase& firebase) {
  return {.remaining_min = std::chrono::ceil<std::chrono::seconds>(firebase.token_remaining_min),
          .cached_max = firebase.tokens_kept_max};
}

wire::WebConfig web_config(const config::Settings& settings) {
  wire::WebConfig config{to_string(settings.web.realtime)};
  if (settings.web.realtime == Realtime::websocket) return config;
  const auto& firebase = settings.firebase;
  auto& told = config.firebase.emplace();
  told.api_key = firebase.api_key;
  told.project = firebase.project;
  told.auth_domain = firebase.auth_domain;
  told.app_id = firebase.app_id;
  told.database = firebase.database;
  if (!firebase.emulator_auth.empty()) told.emulators = {firebase.emulator_firestore, firebase.emulator_auth};
  return config;
}

http::StaticFiles::Options static_file_options(const config::Settings& settings) {
  http::StaticFiles::Options options;
  const auto& firebase = settings.firebase;
  if (settings.web.realtime == Realtime::websocket) return options;
  if (firebase.emulator_auth.empty())
    options.connect_sources = {"https://firestore.googleapis.com", "https://identitytoolkit.googleapis.com",
                               "https://securetoken.googleapis.com"};
  else
    options.connect_sources = {"http://" + firebase.emulator_firestore, firebase.emulator_auth};
  return options;
}

}  // namespace caravan
