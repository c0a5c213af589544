#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::http {

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // beside Content-Length, Date and Connection
  std::string body;
  // When set, sent instead of `body`: static files share theirs among all connections.
  std::shared_ptr<const std::string> shared_body;
  // Given back when the client has taken the answer, or the connection ends.
  std::shared_ptr<const void> ticket{};

  static Response json(int status, std::string body) {
    return {status, {{"Content-Type", "application/json"}}, std::move(body), nullptr};
  }
};

}  // namespace caravan::http
