#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/upgrade.hpp"

namespace caravan::http {

// Waits inside a handler must be cancellable: that is how its deadline reaches it.
using Handler = std::function<boost::asio::awaitable<Response>(const Request&)>;

// The table of routes. Built once at start-up, then shared by all connections: const, so thread-safe.
class Router {
 public:
  // `pattern` is a path with `{name}` placeholders for whole segments, such as
  // "/chat/api/v1/chat/{chat_id}/messages/". Patterns end in a slash; the same path without it is redirected
  // (307). HEAD is answered from GET. `pattern` also serves as the `route` label of metrics. Where a literal
  // and a placeholder both fit a segment, the literal goes first. Throws `std::logic_error` for a route given
  // twice and for a malformed pattern.
  void add(std::string method, std::string pattern, Handler handler);
  // As `add`, for a path that is served exactly as written: no slash is added ("/metrics",
  // "/chat/{chat_id}").
  void add_exact(std::string method, std::string pattern, Handler handler);
  // A path whose GET leaves HTTP for a WebSocket; any other GET of it is answered 426.
  void add_upgrade(std::string path, UpgradeHandler handler);
  // Asked when no pattern fits (the static files); answers 404 when nothing is set.
  void set_fallback(Handler handler);

  struct Match {
    enum class Kind { found, upgrade, redirect, not_found, method_not_allowed } kind = Kind::not_found;
    const Handler* handler = nullptr;  // found, or the fallback
    const UpgradeHandler* upgrade = nullptr;
    std::size_t label = kUnmatched;  // place in `labels()`
    std::vector<std::string_view> path_parameters;
    std::string allow;  // for 405
  };
  Match match(std::string_view method, std::string_view path) const;

  // The `route` labels of metrics: two for what fits no pattern, then the patterns.
  const std::vector<std::string>& labels() const { return labels_; }
  static constexpr std::size_t kUnmatched = 0;
  static constexpr std::size_t kFallback = 1;

 private:
  struct Route {
    std::string method;
    Handler handler;
    UpgradeHandler upgrade;
    std::size_t label;
  };
  // A tree by segments: a look-up costs the path's depth, whatever the number of routes.
  struct Node {
    std::string segment;
    std::vector<std::unique_ptr<Node>> literals;
    std::unique_ptr<Node> placeholder;
    std::vector<Route> routes[2];  // of the path that ends here: without, with a slash
  };

  void insert(std::string method, std::string pattern, Handler handler, UpgradeHandler upgrade);
  static Node& child(Node& parent, std::string_view segment);
  static const Node* find(const Node& node, std::string_view rest, bool slash,
                          std::vector<std::string_view>& parameters);
  Match among(const std::vector<Route>& routes, std::string_view method) const;

  Node root_;
  Handler fallback_;
  std::vector<std::string> labels_{"unmatched", "fallback"};
};

}  // namespace caravan::http
