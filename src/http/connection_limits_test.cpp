#include "http/connection_limits.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace caravan::http {
namespace {

namespace ip = boost::asio::ip;

TEST(ConnectionLimits, BoundsAllConnectionsAndTakesPlacesBack) {
  ConnectionLimits limits({.connections_max = 2, .connections_per_address_max = 9});
  const auto address = ip::make_address("192.0.2.1");
  auto first = limits.admit(address, true);
  {
    const auto second = limits.admit(address, false);
    EXPECT_TRUE(second);
    EXPECT_FALSE(limits.admit(address, false));
  }
  const auto moved = std::move(first);
  EXPECT_TRUE(limits.admit(address, true));
}

TEST(ConnectionLimits, BoundsEachAddress) {
  ConnectionLimits limits({.connections_max = 9, .connections_per_address_max = 1});
  const auto place = limits.admit(ip::make_address("192.0.2.1"), true);
  EXPECT_TRUE(place);
  EXPECT_FALSE(limits.admit(ip::make_address("192.0.2.1"), true));
  EXPECT_TRUE(limits.admit(ip::make_address("192.0.2.2"), true));
  EXPECT_TRUE(limits.admit(ip::make_address("192.0.2.1"), false));
}

TEST(ConnectionLimits, CountsAnIpv6NetworkAsOneSubscriber) {
  ConnectionLimits limits({.connections_max = 9, .connections_per_address_max = 1});
  const auto place = limits.admit(ip::make_address("2001:db8:0:1::1"), true);
  EXPECT_FALSE(limits.admit(ip::make_address("2001:db8:0:1:ffff::2"), true));
  EXPECT_TRUE(limits.admit(ip::make_address("2001:db8:0:2::1"), true));
}

}  // namespace
}  // namespace caravan::http
