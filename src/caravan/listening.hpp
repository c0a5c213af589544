#pragma once

#include <string>

#include "http/server.hpp"

namespace caravan {

// Listens and returns the URL under which clients reach the server. Throws `std::runtime_error` that says
// where it could not listen, and why.
std::string start_listening(http::Server& server, const std::string& where);

}  // namespace caravan
