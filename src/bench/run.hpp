#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "bench/options.hpp"
#include "bench/report.hpp"

namespace caravan::bench {

using Say = std::function<void(const std::string& progress)>;

// One whole run: accounts and chats of its own, warm-up, measurement. Requires options without a fault.
// Throws `std::runtime_error` with a text for people when the server cannot be driven.
boost::asio::awaitable<Report> run(Options options, Say say);

}  // namespace caravan::bench
