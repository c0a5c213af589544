#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/settings.hpp"
#include "http/static_files.hpp"
#include "identity/firebase_sessions.hpp"
#include "ports/firebase_signer.hpp"
#include "runtime/clock.hpp"
#include "wire/firebase_bodies.hpp"

// What the settings say of Firebase, as the auth role and the web role want it.
namespace caravan {

// What is wrong with them, and what to set.
std::optional<std::string> refuse_firebase(const config::Settings& settings);

// Null when nobody signs. Throws with a text for the operator when the key cannot be used.
std::unique_ptr<ports::FirebaseSigner> firebase_signer(const config::Firebase& firebase,
                                                       const runtime::Clock& clock);
identity::FirebaseSessions::Options firebase_session_options(const config::Firebase& firebase);

wire::WebConfig web_config(const config::Settings& settings);
// Pages may connect to wherever `web_config` sends them.
http::StaticFiles::Options static_file_options(const config::Settings& settings);

}  // namespace caravan
