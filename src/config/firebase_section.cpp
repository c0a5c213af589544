#include "config/firebase_section.hpp"

#include "config/section.hpp"

namespace caravan::config {
namespace {

using namespace std::chrono_literals;

constexpr Choices<FirebaseSigner, 3> signers{
    {{"none", FirebaseSigner::none}, {"key_file", FirebaseSigner::key_file}, {"iam", FirebaseSigner::iam}}};

// Empty: there is none.
Parsed<std::string> parse_emulator_url(std::string_view text) {
  return text.empty() ? taken(text) : parse_http_origin(text);
}

Parsed<std::string> parse_emulator_address(std::string_view text) {
  return text.empty() ? taken(text) : parse_host_and_port(text);
}

// It becomes part of a URL.
Parsed<std::string> parse_service_account(std::string_view text) {
  const bool fits =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.-_") ==
      std::string_view::npos;
  if (!fits) return Refusal{"must be the e-mail of a service account"};
  return taken(text);
}

void signing_options(std::vector<Option>& table) {
  Section firebase(table, "firebase", &Settings::firebase, "auth");
  firebase.choice(
      "signer", &Firebase::signer, signers,
      "Who signs the tokens that readers sign in to Firebase with: none, and there are no such "
      "tokens; key_file, this process with firebase.credentials_file; iam, Google on behalf of the "
      "service account that the process runs as, without any key.");
  firebase.text("credentials_file", &Firebase::credentials_file, "a file",
                "The JSON key of a service account; nobody else on the machine may read it.");
  firebase.checked_text(
      "service_account", &Firebase::service_account, &parse_service_account,
      "the e-mail of a service account",
      "In whose name Google signs; empty is the account that the process runs as. That account "
      "needs iam.serviceAccounts.signJwt on it, also when it is its own.");
  firebase.checked_text("sign_url", &Firebase::sign_url, &parse_http_origin,
                        "an origin, such as https://host", "Google's IAM Credentials service.");
  firebase.checked_text("metadata_url", &Firebase::metadata_url, &parse_http_origin,
                        "an origin, such as http://host", "Who tells the process which account it runs as.");
  firebase.duration("request_timeout", &Firebase::request_timeout, {50ms, 25s},
                    "How long Google may take to answer one request; then the answer is 503.");
  firebase.integer("queue_max", &Firebase::queue_max, {1, 10'000},
                   "Requests to Google that wait; the next one is answered 503.");
  firebase.duration("token_remaining_min", &Firebase::token_remaining_min, {1s, 59min},
                    "A token lives an hour and is given out again while this much of it is left.");
  firebase.integer("tokens_kept_max", &Firebase::tokens_kept_max, {1, 10'000'000},
                   "Tokens that are kept for that, about 1 KiB each; those asked for longest ago go first.");
}

void web_options(std::vector<Option>& table) {
  Section firebase(table, "firebase", &Settings::firebase, "web");
  firebase.text("project", &Firebase::project, "a project's id",
                "The Firebase project that the web UI signs in to.");
  firebase.text("api_key", &Firebase::api_key, "a key",
                "The project's key for web apps. It is no secret: every browser is given it.");
  firebase.text("auth_domain", &Firebase::auth_domain, "a host, such as project.firebaseapp.com",
                "As the Firebase console shows it; may be empty.");
  firebase.text("app_id", &Firebase::app_id, "an id", "As the Firebase console shows it; may be empty.");
  firebase.text("database", &Firebase::database, "a database's id",
                "The project's Firestore database that the web UI listens to.");
  firebase.checked_text("emulator_firestore", &Firebase::emulator_firestore, &parse_emulator_address,
                        "HOST:PORT", "A Firestore emulator for the web UI; empty is Google's own.");
  firebase.checked_text("emulator_auth", &Firebase::emulator_auth, &parse_emulator_url,
                        "an origin, such as http://127.0.0.1:9099",
                        "An Auth emulator for the web UI. It lets anybody in; empty is Google's own.");
}

}  // namespace

void firebase_section(std::vector<Option>& table) {
  signing_options(table);
  web_options(table);
}

}  // namespace caravan::config
