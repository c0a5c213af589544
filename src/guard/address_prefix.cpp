#include "guard/address_prefix.hpp"

namespace caravan::guard {

namespace ip = boost::asio::ip;

AddressPrefix AddressPrefix::of(const ip::address& address) {
  if (address.is_v4()) return {false, address.to_v4().to_uint()};
  const ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) return {false, ip::make_address_v4(ip::v4_mapped, v6).to_uint()};
  std::uint64_t bits = 0;
  const auto bytes = v6.to_bytes();
  for (std::size_t byte = 0; byte < 8; ++byte)
    bits = bits << 8 | bytes[byte];
  return {true, bits};
}

}  // namespace caravan::guard
