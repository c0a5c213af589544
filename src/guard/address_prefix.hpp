#pragma once

#include <boost/asio/ip/address.hpp>
#include <compare>
#include <cstdint>
#include <functional>

namespace caravan::guard {

// What one customer of a network usually has, so what is limited: an IPv4 address, or the first 64 bits of an
// IPv6 address. An IPv4 address written as IPv6 (::ffff:192.0.2.1) counts as what it is.
struct AddressPrefix {
  bool is_v6 = false;
  std::uint64_t bits = 0;

  static AddressPrefix of(const boost::asio::ip::address& address);
  friend auto operator<=>(const AddressPrefix&, const AddressPrefix&) = default;
};

}  // namespace caravan::guard

template <>
struct std::hash<caravan::guard::AddressPrefix> {
  std::size_t operator()(const caravan::guard::AddressPrefix& prefix) const noexcept {
    return std::hash<std::uint64_t>{}(prefix.bits * 0x9e3779b97f4a7c15ULL + prefix.is_v6);
  }
};
