#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/response.hpp"
#include "runtime/clock.hpp"

namespace caravan::http {

// "Tue, 31 Mar 2026 08:15:30 GMT" (RFC 9110, 5.6.7)
std::string http_date(runtime::SystemTime time);

// True for statuses that never have a body.
constexpr bool has_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

struct ResponseHead {
  enum class Connection { keep_alive, keep_alive_http_1_0, close };

  std::string_view date;
  std::string_view request_id;
  std::size_t body_bytes = 0;
  Connection connection = Connection::keep_alive;
};

// Appends the status line and all headers with the empty line behind them to `out`. What every answer
// carries is added here: unless the handler chose otherwise, nothing may be cached, types are not to be
// guessed, and what is shown as a page may load nothing.
void append_head(std::string& out, const Response& response, const ResponseHead& head);

}  // namespace caravan::http
