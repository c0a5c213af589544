#include "http/client_address.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace caravan::http {
namespace {

namespace ip = boost::asio::ip;
using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

Network network(std::string_view text) {
  return Network::parse(text).value();
}

TEST(Network, ReadsCidr) {
  for (const auto* text : {"10.0.0.0/8", "0.0.0.0/0", "192.0.2.1", "::/0", "2001:db8::/33", "::1"})
    EXPECT_TRUE(Network::parse(text)) << text;
  for (const auto* text : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "host/8"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

TEST(Network, ContainsByPrefix) {
  const auto contains = [](const char* range, const char* address) {
    return network(range).contains(ip::make_address(address));
  };
  EXPECT_TRUE(contains("127.0.0.0/8", "127.255.0.1"));
  EXPECT_FALSE(contains("127.0.0.0/8", "128.0.0.1"));
  EXPECT_TRUE(contains("10.1.128.0/17", "10.1.255.1"));
  EXPECT_FALSE(contains("10.1.128.0/17", "10.1.127.1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("2001:db8:8000::/33", "2001:db8:ffff::1"));
  EXPECT_FALSE(contains("2001:db8:8000::/33", "2001:db8:7fff::1"));
}

TEST(Network, TakesMappedAddressesForWhatTheyStandFor) {
  EXPECT_TRUE(network("127.0.0.0/8").contains(ip::make_address("::ffff:127.0.0.1")));
  EXPECT_TRUE(network("::ffff:192.0.2.1").contains(ip::make_address("192.0.2.1")));
  EXPECT_FALSE(network("::1/128").contains(ip::make_address("::ffff:127.0.0.1")));
}

struct ClientAddressTest : testing::Test {
  struct Seen {
    std::string client;
    bool is_exempt;
    friend bool operator==(const Seen&, const Seen&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
      return out << seen.client << (seen.is_exempt ? " exempt" : "");
    }
  };

  Seen see(ClientAddress::Peer& peer, Headers headers) {
    Request request;
    request.headers = std::move(headers);
    addresses.resolve(peer, request);
    return {request.client.to_string(), request.client_is_exempt};
  }
  Seen see(const char* peer, Headers headers) {
    auto known = addresses.peer(ip::make_address(peer));
    return see(known, std::move(headers));
  }

  ClientAddress addresses{{.trusted_proxies = {network("10.0.0.0/8"), network("fd00::/8")},
                           .exempt = {network("127.0.0.0/8"), network("::1/128"), network("192.0.2.64/26")}}};
};

TEST_F(ClientAddressTest, IsThePeerWithoutAProxy) {
  EXPECT_EQ(see("192.0.2.7", {}), (Seen{"192.0.2.7", false}));
  EXPECT_EQ(see("::ffff:192.0.2.7", {}), (Seen{"192.0.2.7", false}));
  EXPECT_EQ(see("192.0.2.7", {{"X-Forwarded-For", "127.0.0.1"}}), (Seen{"192.0.2.7", false}));
}

TEST_F(ClientAddressTest, NobodyIsExemptUnlessItWasChosen) {
  const ClientAddress usual({});
  EXPECT_FALSE(usual.peer(ip::make_address("127.0.0.1")).is_exempt);
}

TEST_F(ClientAddressTest, AServerThatOthersReachExemptsNobodyOfThisMachine) {
  addresses.listens_beyond_this_machine();
  EXPECT_FALSE(addresses.peer(ip::make_address("127.0.0.1")).is_exempt);
  EXPECT_FALSE(addresses.peer(ip::make_address("::ffff:127.0.0.1")).is_exempt);
  EXPECT_TRUE(addresses.peer(ip::make_address("192.0.2.65")).is_exempt);
}

TEST_F(ClientAddressTest, ARequestForAnotherHostEndsTheExemptionOfThisMachine) {
  for (const auto* own : {"localhost", "localhost:3000", "127.0.0.1:80", "[::1]:3000", "[::1]"})
    EXPECT_EQ(see("127.0.0.1", {{"Host", own}}), (Seen{"127.0.0.1", true})) << own;
  EXPECT_EQ(see("192.0.2.65", {{"Host", "chat.example"}}), (Seen{"192.0.2.65", true}));
  EXPECT_EQ(see("127.0.0.1", {{"Host", "127.chat.example"}}), (Seen{"127.0.0.1", false}));
  EXPECT_EQ(see("127.0.0.1", {{"Host", "localhost:3000"}}), (Seen{"127.0.0.1", false}));
  EXPECT_EQ(see("::1", {}), (Seen{"::1", false}));
  EXPECT_EQ(see("192.0.2.65", {}), (Seen{"192.0.2.65", true})) << "what is no part of this machine stays";
}

TEST_F(ClientAddressTest, WhereEverybodyIsExemptThisMachineStaysSo) {
  ClientAddress open({.exempt = {network("0.0.0.0/0"), network("::/0")}});
  open.listens_beyond_this_machine();
  auto peer = open.peer(ip::make_address("127.0.0.1"));
  Request request;
  request.headers = {{"Host", "chat.example"}};
  open.resolve(peer, request);
  EXPECT_TRUE(request.client_is_exempt);
  EXPECT_TRUE(open.peer(ip::make_address("::1")).is_exempt);
}

TEST_F(ClientAddressTest, ExemptsTheMachineItself) {
  EXPECT_EQ(see("127.0.0.1", {}), (Seen{"127.0.0.1", true}));
  EXPECT_EQ(see("::1", {}), (Seen{"::1", true}));
  EXPECT_EQ(see("::ffff:127.0.0.1", {}), (Seen{"127.0.0.1", true}));
}

TEST_F(ClientAddressTest, AForwardingHeaderEndsTheExemptionOfItsConnectionForGood) {
  for (const auto* name : {"X-Forwarded-For", "x-forwarded-host", "Forwarded", "X-Real-IP", "Via"}) {
    auto peer = addresses.peer(ip::make_address("127.0.0.1"));
    EXPECT_TRUE(see(peer, {{"Accept", "*/*"}}).is_exempt);
    EXPECT_EQ(see(peer, {{name, "192.0.2.1"}}), (Seen{"127.0.0.1", false})) << name;
    EXPECT_FALSE(see(peer, {}).is_exempt) << name;
  }
  EXPECT_TRUE(see("127.0.0.1", {}).is_exempt);
}

TEST_F(ClientAddressTest, WarnsOfAnUnknownProxyOncePerProcess) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 3; ++i)
    see("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}});
  const auto lines = testing::internal::GetCapturedStderr();
  const std::string_view event = "http.forwarding_header_from_unknown_proxy";
  const auto first = lines.find(event);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(lines.find(event, first + 1), std::string::npos);
}

TEST_F(ClientAddressTest, IsTheLastAddressThatNoTrustedProxyHas) {
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}}), (Seen{"192.0.2.1", false}));
  EXPECT_EQ(see("10.0.0.1", {{"x-forwarded-for", "127.0.0.1, 192.0.2.1,10.2.0.1"}}),
            (Seen{"192.0.2.1", false}));
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "192.0.2.9"}, {"X-Forwarded-For", "192.0.2.1"}}),
            (Seen{"192.0.2.1", false}));
  EXPECT_EQ(see("fd00::1", {{"X-Forwarded-For", "[2001:db8::1]:4711"}}), (Seen{"2001:db8::1", false}));
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1:4711"}}), (Seen{"192.0.2.1", false}));
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "::ffff:192.0.2.1"}}), (Seen{"192.0.2.1", false}));
}

TEST_F(ClientAddressTest, BelievesNothingBeforeWhatItCannotRead) {
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1, unknown"}}), (Seen{"10.0.0.1", false}));
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1, , 10.0.0.2"}}), (Seen{"10.0.0.2", false}));
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", ""}}), (Seen{"10.0.0.1", false}));
  EXPECT_EQ(see("10.0.0.1", {{"X-Forwarded-For", "["}}), (Seen{"10.0.0.1", false}));
}

TEST_F(ClientAddressTest, BelievesOnlyTheHeaderItsProxiesWrite) {
  EXPECT_EQ(see("10.0.0.1", {{"Forwarded", "for=192.0.2.1"}}), (Seen{"10.0.0.1", false}));
  ClientAddress standard(
      {.trusted_proxies = {network("10.0.0.0/8")}, .source = ClientAddress::Source::forwarded});
  auto peer = standard.peer(ip::make_address("10.0.0.1"));
  const std::pair<const char*, const char*> values[] = {
      {"for=192.0.2.1", "192.0.2.1"},
      {"proto=https;FOR=\"[2001:db8::1]:4711\";by=10.0.0.1", "2001:db8::1"},
      {"for=127.0.0.1, for=192.0.2.1;proto=http, for=10.0.0.2", "192.0.2.1"},
      {"for=_hidden", "10.0.0.1"},
      {"proto=https", "10.0.0.1"},
  };
  for (const auto& [value, client] : values) {
    Request request;
    request.headers = {{"X-Forwarded-For", "192.0.2.66"}, {"Forwarded", value}};
    standard.resolve(peer, request);
    EXPECT_EQ(request.client.to_string(), client) << value;
  }
}

TEST_F(ClientAddressTest, TheHostIsTheOneThatATrustedProxyWasAskedFor) {
  struct To {
    std::string_view host;
    bool tls;
    bool operator==(const To&) const = default;
  };
  const auto to = [](ClientAddress& seen_by, const char* from, Headers headers) {
    Request request;
    request.headers = std::move(headers);
    request.headers.emplace_back("Host", "inner:3000");
    auto peer = seen_by.peer(ip::make_address(from));
    seen_by.resolve(peer, request);
    return To{request.host, request.came_by_tls};
  };
  const Headers forwarded{{"X-Forwarded-Host", "evil.example, chat.example"}, {"X-Forwarded-Proto", "HTTPS"}};
  EXPECT_EQ(to(addresses, "10.0.0.1", forwarded), (To{"chat.example", true}));
  EXPECT_EQ(to(addresses, "192.0.2.7", forwarded), (To{"inner:3000", false}));
  EXPECT_EQ(to(addresses, "10.0.0.1", {{"X-Forwarded-Proto", "http"}}), (To{"inner:3000", false}));
  EXPECT_EQ(to(addresses, "10.0.0.1", {{"Forwarded", "host=evil.example;proto=https"}}),
            (To{"inner:3000", false}));
  ClientAddress standard(
      {.trusted_proxies = {network("10.0.0.0/8")}, .source = ClientAddress::Source::forwarded});
  EXPECT_EQ(to(standard, "10.0.0.1", {{"Forwarded", "for=192.0.2.1;host=\"chat.example:8443\";proto=https"}}),
            (To{"chat.example:8443", true}));
}

TEST_F(ClientAddressTest, NobodyBehindAProxyIsTheMachineItself) {
  ClientAddress local_proxy({.trusted_proxies = {network("127.0.0.1")}, .exempt = {network("127.0.0.1")}});
  auto peer = local_proxy.peer(ip::make_address("127.0.0.1"));
  Request request;
  request.headers = {{"X-Forwarded-For", "127.0.0.1"}};
  local_proxy.resolve(peer, request);
  EXPECT_FALSE(request.client_is_exempt);
  request.headers.clear();
  local_proxy.resolve(peer, request);
  EXPECT_FALSE(request.client_is_exempt);
}

}  // namespace
}  // namespace caravan::http
