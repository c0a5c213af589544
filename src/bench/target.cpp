#include "bench/target.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace caravan::bench {

std::optional<Target> parse_target(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  Target target;
  const bool bracketed = url.starts_with('[');
  const auto host_end = bracketed ? url.find(']') : url.find(':');
  if (bracketed && host_end == url.npos) return std::nullopt;
  target.host = bracketed ? url.substr(1, host_end - 1) : url.substr(0, host_end);
  if (target.host.empty() || target.host.find_first_of("/?#@ ") != std::string::npos) return std::nullopt;
  url.remove_prefix(host_end == url.npos ? url.size() : host_end + (bracketed ? 1 : 0));
  if (url.empty()) return target;
  if (!url.starts_with(':')) return std::nullopt;
  url.remove_prefix(1);
  const auto [end, error] = std::from_chars(url.data(), url.data() + url.size(), target.port);
  if (error != std::errc() || end != url.data() + url.size() || target.port == 0) return std::nullopt;
  return target;
}

std::string Target::authority() const {
  const std::string name = host.find(':') == host.npos ? host : '[' + host + ']';
  return port == 80 ? name : name + ':' + std::to_string(port);
}

bool Target::is_loopback() const {
  if (host == "localhost") return true;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

}  // namespace caravan::bench
