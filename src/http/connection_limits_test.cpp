#include "http/connection_limits.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace caravan::http {
namespace {

namespace ip = boost::asio::ip;
using runtime::SteadyTime;
using namespace std::chrono_literals;

struct ConnectionLimitsTest : testing::Test {
  using Slot = ConnectionLimits::Slot;

  // Connections that end when they are asked to, or later, as the test says.
  std::optional<Slot> admit(const std::string& address, const std::string& name) {
    auto slot = limits.admit(ip::make_address(address), true);
    if (slot) slot->on_eviction([this, name] { asked.push_back(name); });
    return slot;
  }
  std::vector<std::string> take_asked() { return std::exchange(asked, {}); }

  static SteadyTime at(std::chrono::seconds time) { return SteadyTime(time); }

  ConnectionLimits limits{{.connections_max = 3, .connections_per_address_max = 3, .ending_max = 2}};
  std::vector<std::string> asked;
};

TEST_F(ConnectionLimitsTest, TheAddressWithTheMostMakesRoomByWhatWaitsLongest) {
  auto first = admit("192.0.2.1", "first"), second = admit("192.0.2.1", "second");
  const auto other = admit("192.0.2.2", "other");
  first->set_waiting(at(20s));
  second->set_waiting(at(10s));
  EXPECT_TRUE(admit("192.0.2.3", "newcomer"));
  EXPECT_EQ(take_asked(), std::vector<std::string>{"second"});
}

TEST_F(ConnectionLimitsTest, WhoIsAtWorkIsNotAskedToEnd) {
  auto first = admit("192.0.2.1", "first"), second = admit("192.0.2.1", "second");
  const auto other = admit("192.0.2.2", "other");
  first->set_busy();
  second->set_busy();
  EXPECT_FALSE(admit("192.0.2.3", "newcomer"));
  EXPECT_EQ(take_asked(), std::vector<std::string>{});
}

TEST_F(ConnectionLimitsTest, UpgradedConnectionsMakeRoomForAddressesWithFewerTheYoungestFirst) {
  auto first = admit("192.0.2.1", "first"), second = admit("192.0.2.1", "second");
  auto other = admit("192.0.2.2", "other");
  first->set_upgraded(at(10s));
  second->set_upgraded(at(20s));
  other->set_upgraded(at(30s));
  EXPECT_FALSE(admit("192.0.2.1", "of the same")) << "it has the most itself";
  const auto newcomer = admit("192.0.2.3", "newcomer");
  EXPECT_TRUE(newcomer);
  EXPECT_EQ(take_asked(), std::vector<std::string>{"second"});
  EXPECT_FALSE(admit("192.0.2.4", "later")) << "now everybody has one";
}

TEST_F(ConnectionLimitsTest, ThoseThatAreAskedToEndAreWaitedForAndBounded) {
  auto first = admit("192.0.2.1", "first"), second = admit("192.0.2.1", "second"),
       third = admit("192.0.2.1", "third");
  for (auto* slot : {&first, &second, &third})
    (*slot)->set_waiting(at(1s));
  const auto a = admit("192.0.2.2", "a"), b = admit("192.0.2.3", "b");
  EXPECT_TRUE(a && b);
  EXPECT_EQ(take_asked().size(), 2u);
  EXPECT_FALSE(admit("192.0.2.4", "c")) << "two are to end and have not";
  first.reset();
  second.reset();
  third.reset();
  EXPECT_TRUE(admit("192.0.2.4", "c"));
  EXPECT_EQ(take_asked(), std::vector<std::string>{});
}

TEST_F(ConnectionLimitsTest, AProxysConnectionIsCountedForTheClientThatItBelongsTo) {
  ConnectionLimits strict({.connections_max = 9, .connections_per_address_max = 1});
  const auto proxy = ip::make_address("10.0.0.1"), client = ip::make_address("192.0.2.1");
  auto first = strict.admit(proxy, false), second = strict.admit(proxy, false);
  EXPECT_TRUE(first->count_for(client));
  EXPECT_FALSE(second->count_for(client));
  EXPECT_TRUE(second->count_for(ip::make_address("192.0.2.2")));
  first.reset();
  second.reset();
  auto third = strict.admit(proxy, false);
  EXPECT_TRUE(third->count_for(client));
}

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
