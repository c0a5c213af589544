#pragma once

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"

namespace caravan::http {

// A range of addresses in CIDR form ("10.0.0.0/8", "::1/128"; an address alone is a range of one).
class Network {
 public:
  static std::optional<Network> parse(std::string_view text);
  // IPv4-mapped IPv6 addresses count as the IPv4 addresses they stand for.
  bool contains(const boost::asio::ip::address& address) const;

 private:
  boost::asio::ip::address address_;
  unsigned prefix_bits_ = 0;
};

bool any_contains(const std::vector<Network>& networks, const boost::asio::ip::address& address);

// Who speaks on a connection, its peer or whom a trusted proxy forwards, and where he went. Thread-safe; one
// per server.
class ClientAddress {
 public:
  // A proxy appends to one of these and passes the other on as the client sent it: only one can be believed.
  enum class Source { x_forwarded_for, forwarded };
  struct Options {
    std::vector<Network> trusted_proxies;  // none: forwarding headers count for nothing
    Source source = Source::x_forwarded_for;
    // Peers that are the machine itself, exempt from the per-address limits.
    std::vector<Network> exempt = {*Network::parse("127.0.0.0/8"), *Network::parse("::1/128")};
  };

  // What a connection remembers between its requests.
  struct Peer {
    boost::asio::ip::address address;
    bool is_proxy = false;
    bool is_exempt = false;
  };

  explicit ClientAddress(Options options);

  Peer peer(const boost::asio::ip::address& address) const;
  // Fills in `peer`, `client`, `client_is_local`, `is_forwarded_by_stranger`, `host` and `came_by_tls`. A
  // forwarding header from a peer that is no trusted proxy ends the peer's exemption and is warned about,
  // once per process: somebody forgot to configure a proxy, and everyone behind it would be exempt.
  void resolve(Peer& peer, Request& request);

 private:
  bool is_trusted(const boost::asio::ip::address& address) const;
  std::optional<boost::asio::ip::address> forwarded_client(const Request& request) const;
  // What the proxy nearest to us says, "host" or "proto"; empty when it says nothing.
  std::string_view forwarded(const Request& request, std::string_view what) const;
  void warn_once(const Peer& peer);

  const Options options_;
  std::atomic_flag warned_;
};

}  // namespace caravan::http
