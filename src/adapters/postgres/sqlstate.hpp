#pragma once

#include <string_view>

#include "ports/result.hpp"

namespace caravan::postgres {

// What an error that the server reported means to a port. The server reports only what it has undone, so none
// of them is `uncertain`. `sqlstate` has five characters.
ports::Errc errc_of(std::string_view sqlstate);

// True for errors that stay as long as the session does, such as prepared statements that the server has
// forgotten: a new connection mends them.
bool asks_for_a_new_session(std::string_view sqlstate);

}  // namespace caravan::postgres
