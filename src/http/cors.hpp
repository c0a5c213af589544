#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace caravan::http {

// Lets web pages of other origins use the API: cross-origin resource sharing, as browsers ask for it. Tokens
// come in a header of their own, so nothing here lets cookies through. Thread-safe.
class Cors {
 public:
  // Each exactly, as "https://app.example.org".
  explicit Cors(std::vector<std::string> origins);

  // The answer to a browser that asks whether a page may send a request; nothing when this is no such
  // question, or the page is on no list.
  std::optional<Response> preflight(const Request& request) const;
  // Lets the page that asked read the answer, if it is on the list.
  void allow(const Request& request, Response& response) const;

 private:
  bool is_listed(const Request& request) const;

  const std::vector<std::string> origins_;
};

}  // namespace caravan::http
