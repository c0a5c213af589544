#pragma once

#include <string>

#include "http/router.hpp"

namespace caravan::http {

// Tells the web UI how this installation is set up, `json` as it is: a build of the web UI fits them all.
// Never from a cache, so that a change of the settings holds for the next page that is opened.
Handler web_config_route(std::string json);

}  // namespace caravan::http
