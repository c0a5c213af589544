#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace caravan::http {

using Handler = std::function<boost::asio::awaitable<Response>(const Request&)>;

// The table of routes. Built once at start-up, then shared by all connections: const, so thread-safe.
class Router {
 public:
  // `pattern` is a path with `{name}` placeholders for whole segments, such as
  // "/chat/api/v1/chat/{chat_id}/messages/". Patterns end in a slash; the same path without it is redirected
  // (307). HEAD is answered from GET. `pattern` also serves as the `route` label of metrics. Throws
  // `std::logic_error` for a route given twice.
  void add(std::string method, std::string pattern, Handler handler);
  // As `add`, for a path that is served exactly as written: no slash is added ("/metrics", "/openapi.yaml").
  void add_exact(std::string method, std::string path, Handler handler);
  // Asked when no pattern fits (the static files); answers 404 when nothing is set.
  void set_fallback(Handler handler);

  struct Match {
    enum class Kind { found, redirect, not_found, method_not_allowed } kind = Kind::not_found;
    const Handler* handler = nullptr;  // found, or the fallback
    std::string_view pattern;          // for metrics; "fallback" for the fallback
    std::vector<std::string_view> path_parameters;
    std::string allow;  // for 405
  };
  Match match(std::string_view method, std::string_view path) const;

 private:
  struct Route {
    std::string method, pattern;
    std::vector<std::string> segments;
    bool exact = false;
    Handler handler;
  };
  std::vector<Route> routes_;
  Handler fallback_;
};

}  // namespace caravan::http
