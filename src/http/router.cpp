#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "http/text.hpp"

namespace caravan::http {
namespace {

bool is_placeholder(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler) {
  if (!pattern.ends_with('/')) throw std::logic_error("route without a slash at its end: " + pattern);
  insert(std::move(method), std::move(pattern), std::move(handler), nullptr);
}

void Router::add_exact(std::string method, std::string pattern, Handler handler) {
  insert(std::move(method), std::move(pattern), std::move(handler), nullptr);
}

void Router::add_upgrade(std::string path, UpgradeHandler handler) {
  insert("GET", std::move(path), nullptr, std::move(handler));
}

void Router::set_fallback(Handler handler) {
  fallback_ = std::move(handler);
}

void Router::insert(std::string method, std::string pattern, Handler handler, UpgradeHandler upgrade) {
  if (!pattern.starts_with('/')) throw std::logic_error("route without a slash at its start: " + pattern);
  const bool slash = pattern.ends_with('/');
  std::string_view rest(pattern);
  rest.remove_prefix(1);
  if (slash && !rest.empty()) rest.remove_suffix(1);
  Node* node = &root_;
  while (!rest.empty())
    node = &child(*node, take_until(rest, '/'));

  auto& routes = node->routes[slash];
  for (const auto& route : routes)
    if (route.method == method) throw std::logic_error("route given twice: " + method + " " + pattern);
  const auto known = std::find(labels_.begin(), labels_.end(), pattern);
  const auto label = static_cast<std::size_t>(known - labels_.begin());
  if (known == labels_.end()) labels_.push_back(std::move(pattern));
  routes.push_back({std::move(method), std::move(handler), std::move(upgrade), label});
}

Router::Node& Router::child(Node& parent, std::string_view segment) {
  if (is_placeholder(segment)) {
    if (!parent.placeholder) parent.placeholder = std::make_unique<Node>();
    return *parent.placeholder;
  }
  for (const auto& literal : parent.literals)
    if (literal->segment == segment) return *literal;
  auto& added = parent.literals.emplace_back(std::make_unique<Node>());
  added->segment = segment;
  return *added;
}

// `rest` is the path below `node`, without slashes around it. Finds a node that has routes with or without
// the slash; one where the slash fits as asked goes first.
const Router::Node* Router::find(const Node& node, std::string_view rest, bool slash,
                                 std::vector<std::string_view>& parameters) {
  if (rest.empty()) {
    const bool known = !node.routes[slash].empty() || (!slash && !node.routes[true].empty());
    return known ? &node : nullptr;
  }
  const auto segment = take_until(rest, '/');
  for (const auto& literal : node.literals)
    if (literal->segment == segment)
      if (const auto* found = find(*literal, rest, slash, parameters)) return found;
  if (!node.placeholder || segment.empty()) return nullptr;
  parameters.push_back(segment);
  if (const auto* found = find(*node.placeholder, rest, slash, parameters)) return found;
  parameters.pop_back();
  return nullptr;
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  std::vector<std::string_view> parameters;
  const Node* node = nullptr;
  const bool slash = path.ends_with('/');
  if (path.starts_with('/') && !path.ends_with("//")) {
    auto rest = path.substr(1);
    if (slash && !rest.empty()) rest.remove_suffix(1);
    node = find(root_, rest, slash, parameters);
  }
  if (node == nullptr) {
    if (!fallback_) return {};
    Match match;
    match.kind = Match::Kind::found;
    match.handler = &fallback_;
    match.label = kFallback;
    return match;
  }
  if (node->routes[slash].empty()) {
    Match match;
    match.kind = Match::Kind::redirect;
    match.label = node->routes[true].front().label;
    return match;
  }
  auto match = among(node->routes[slash], method);
  match.path_parameters = std::move(parameters);
  return match;
}

Router::Match Router::among(const std::vector<Route>& routes, std::string_view method) const {
  Match match;
  match.label = routes.front().label;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const auto& route : routes) {
    if (route.method != wanted && route.method != method) continue;
    match.kind = route.upgrade ? Match::Kind::upgrade : Match::Kind::found;
    match.handler = &route.handler;
    match.upgrade = &route.upgrade;
    return match;
  }
  match.kind = Match::Kind::method_not_allowed;
  for (const auto& route : routes) {
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return match;
}

}  // namespace caravan::http
