#include "http/client_address.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/parameters.hpp"
#include "http/text.hpp"
#include "observe/log.hpp"
#include "runtime/loopback.hpp"

namespace caravan::http {

namespace ip = boost::asio::ip;

namespace {

ip::address unmapped(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return unmapped(address);
}

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711"
std::optional<ip::address> parse_node(std::string_view text) {
  if (text.starts_with('[')) return parse_address(text.substr(1, text.find(']') - 1));
  if (std::count(text.begin(), text.end(), ':') == 1) text = text.substr(0, text.find(':'));
  return parse_address(text);
}

bool is_forwarding_header(std::string_view name) {
  constexpr std::string_view kPrefix = "x-forwarded-";
  switch (to_lower(name.front())) {
    case 'x':
      return equals_ignoring_case(name.substr(0, kPrefix.size()), kPrefix) ||
             equals_ignoring_case(name, "x-real-ip");
    case 'f':
      return equals_ignoring_case(name, "forwarded");
    case 'v':
      return equals_ignoring_case(name, "via");
    default:
      return false;
  }
}

// "chat.example" of "chat.example:8443", "[::1]" of "[::1]:3000"
std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  return has_port ? host.substr(0, colon) : host;
}

template <class Bytes>
bool same_prefix(const Bytes& left, const Bytes& right, unsigned bits) {
  const unsigned whole = bits / 8, rest = bits % 8;
  if (!std::equal(left.begin(), left.begin() + whole, right.begin())) return false;
  return rest == 0 || ((left[whole] ^ right[whole]) >> (8 - rest)) == 0;
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
  const bool has_prefix = text.find('/') != std::string_view::npos;
  const auto address = parse_address(take_until(text, '/'));
  if (!address) return std::nullopt;
  Network network;
  network.address_ = *address;
  const unsigned bits_max = address->is_v4() ? 32 : 128;
  network.prefix_bits_ = bits_max;
  if (!has_prefix) return network;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), network.prefix_bits_);
  if (error != std::errc{} || end != text.data() + text.size() || network.prefix_bits_ > bits_max)
    return std::nullopt;
  return network;
}

bool Network::contains(const ip::address& given) const {
  const auto address = unmapped(given);
  if (address.is_v4() != address_.is_v4()) return false;
  if (address.is_v4())
    return same_prefix(address.to_v4().to_bytes(), address_.to_v4().to_bytes(), prefix_bits_);
  return same_prefix(address.to_v6().to_bytes(), address_.to_v6().to_bytes(), prefix_bits_);
}

bool any_contains(const std::vector<Network>& networks, const ip::address& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&address](const Network& network) { return network.contains(address); });
}

ClientAddress::ClientAddress(Options options)
    : options_(std::move(options)),
      everybody_is_exempt_(std::ranges::any_of(options_.exempt, &Network::is_everybody)) {}

void ClientAddress::listens_beyond_this_machine() {
  const ip::address own[] = {ip::address_v4::loopback(), ip::address_v6::loopback()};
  const auto is_exempt = [this](const auto& address) { return any_contains(options_.exempt, address); };
  if (std::ranges::any_of(own, is_exempt)) end_exemption_of_loopback("listens", "beyond this machine");
}

ClientAddress::Peer ClientAddress::peer(const ip::address& given) const {
  const auto address = unmapped(given);
  const bool counts_anyway = address.is_loopback() && loopback_stands_for_others_;
  return {address, is_trusted(address), !counts_anyway && any_contains(options_.exempt, address)};
}

void ClientAddress::resolve(Peer& peer, Request& request) {
  request.peer = request.client = peer.address;
  request.host = request.header("host").value_or("");
  request.came_by_tls = request.is_forwarded_by_stranger = false;
  if (peer.is_proxy) {
    // Whoever a proxy speaks for, it is not the machine itself.
    request.client_is_exempt = false;
    request.client = forwarded_client(request).value_or(peer.address);
    if (const auto host = forwarded(request, "host"); !host.empty()) request.host = host;
    request.came_by_tls = equals_ignoring_case(forwarded(request, "proto"), "https");
    return;
  }
  request.is_forwarded_by_stranger =
      std::any_of(request.headers.begin(), request.headers.end(),
                  [](const auto& header) { return is_forwarding_header(header.first); });
  if (request.is_forwarded_by_stranger) {
    warn_of_header(peer);
    peer.is_exempt = false;
  }
  if (peer.is_exempt && peer.address.is_loopback()) {
    const bool elsewhere = !request.host.empty() && !runtime::is_loopback(without_port(request.host));
    if (elsewhere) end_exemption_of_loopback("host", request.host);
    peer.is_exempt = !loopback_stands_for_others_;
  }
  request.client_is_exempt = peer.is_exempt;
}

void ClientAddress::warn_of_header(const Peer& peer) {
  if (warned_of_header_.test_and_set()) return;
  observe::log(observe::Level::warn, "http.forwarding_header_from_unknown_proxy",
               {{"peer", peer.address.to_string()},
                {"consequence", "it is ignored, and the peer is held to the limits per address"},
                {"remedy", "list the proxy's network in server.proxies"}});
}

void ClientAddress::end_exemption_of_loopback(std::string_view because, std::string_view value) {
  if (everybody_is_exempt_ || loopback_stands_for_others_.exchange(true)) return;
  observe::log(observe::Level::warn, "http.loopback_stands_for_others",
               {{because, value},
                {"consequence", "clients of this machine are held to the limits per address"},
                {"remedy",
                 "take this machine out of guard.exempt_networks; if a proxy runs here, list its "
                 "address in server.proxies"}});
}

bool ClientAddress::is_trusted(const ip::address& address) const {
  return any_contains(options_.trusted_proxies, address);
}

// Walks from the proxy nearest to us outwards: the first address that is no trusted proxy is the client.
// What stands before it, or before something unreadable, anyone may have written.
std::optional<ip::address> ClientAddress::forwarded_client(const Request& request) const {
  const bool standard = options_.source == Source::forwarded;
  const std::string_view name = standard ? "forwarded" : "x-forwarded-for";
  std::optional<ip::address> nearest;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (!equals_ignoring_case(header->first, name)) continue;
    for (std::string_view list = header->second; !list.empty();) {
      const auto comma = list.rfind(',');
      const bool last = comma == std::string_view::npos;
      const auto element = trim(last ? list : list.substr(comma + 1));
      list = last ? std::string_view() : list.substr(0, comma);
      const auto address = parse_node(standard ? parameter_of(element, "for") : element);
      if (!address) return nearest;
      nearest = address;
      if (!is_trusted(*address)) return nearest;
    }
  }
  return nearest;
}

std::string_view ClientAddress::forwarded(const Request& request, std::string_view what) const {
  const bool standard = options_.source == Source::forwarded;
  const std::string_view name = standard         ? "forwarded"
                                : what == "host" ? "x-forwarded-host"
                                                 : "x-forwarded-proto";
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (!equals_ignoring_case(header->first, name)) continue;
    const std::string_view list = header->second;
    const auto comma = list.rfind(',');
    const auto last = trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
    return standard ? parameter_of(last, what) : last;
  }
  return {};
}

}  // namespace caravan::http
