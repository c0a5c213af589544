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
  // "0.0.0.0/0" or "::/0"
  bool is_everybody() const { return prefix_bits_ == 0; }

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
    // Peers that the per-address limits do not hold for.
    std::vector<Network> exempt;
  };

  // What a connection remembers between its requests.
  struct Peer {
    boost::asio::ip::address address;
    bool is_proxy = false;
    bool is_exempt = false;
  };

  explicit ClientAddress(Options options);

  // The server listens on an address that others reach, so those who come from this machine may be a proxy
  // that speaks for them: none of them is exempt from now on.
  void listens_beyond_this_machine();

  Peer peer(const boost::asio::ip::address& address) const;
  // Fills in `peer`, `client`, `client_is_exempt`, `is_forwarded_by_stranger`, `host` and `came_by_tls`.
  //
  // Somebody may have put a proxy in front and not said so; then everyone behind it would be exempt. A
  // forwarding header from a peer that is no trusted proxy ends that peer's exemption, and a request from
  // this machine for another host than this machine ends the exemption of all that come from here. Each is
  // warned about once.
  void resolve(Peer& peer, Request& request);

 private:
  bool is_trusted(const boost::asio::ip::address& address) const;
  std::optional<boost::asio::ip::address> forwarded_client(const Request& request) const;
  // What the proxy nearest to us says, "host" or "proto"; empty when it says nothing.
  std::string_view forwarded(const Request& request, std::string_view what) const;
  void warn_of_header(const Peer& peer);
  void end_exemption_of_loopback(std::string_view because, std::string_view value);

  const Options options_;
  // Then it makes no difference for whom this machine stands.
  const bool everybody_is_exempt_;
  std::atomic_flag warned_of_header_;
  std::atomic<bool> loopback_stands_for_others_ = false;
};

}  // namespace caravan::http
