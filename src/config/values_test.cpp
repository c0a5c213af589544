#include "config/values.hpp"

#include <gtest/gtest.h>

namespace caravan::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, TakesANumberAndAUnit) {
  EXPECT_EQ(*parse_duration("500ms"), 500ms);
  EXPECT_EQ(*parse_duration("3s"), 3s);
  EXPECT_EQ(*parse_duration("30m"), 30min);
  EXPECT_EQ(*parse_duration("24h"), 24h);
  EXPECT_EQ(*parse_duration("7d"), std::chrono::days(7));
}

TEST(Duration, RefusesEverythingElse) {
  for (const auto* text :
       {"", "3", "s", "-3s", "3 s", "3S", "1.5s", "3sec", "99999999999999999999s", "9999999999999d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, IsPrintedWithTheLargestUnitThatLosesNothing) {
  EXPECT_EQ(format_duration(0ms), "0s");
  EXPECT_EQ(format_duration(1500ms), "1500ms");
  EXPECT_EQ(format_duration(90s), "90s");
  EXPECT_EQ(format_duration(120s), "2m");
  EXPECT_EQ(format_duration(24h), "1d");
}

TEST(Decimal, TakesAFractionOrNone) {
  EXPECT_EQ(*parse_decimal("0.03"), 0.03);
  EXPECT_EQ(*parse_decimal("10"), 10);
  for (const auto* text : {"", ".", "-1", "1e3", "0,5", "nan", "inf", "1.5.2", " 1", "0x10"})
    EXPECT_FALSE(parse_decimal(text)) << text;
}

TEST(Decimal, IsPrintedWithTheDigitsThatItNeeds) {
  EXPECT_EQ(format_decimal(0.03), "0.03");
  EXPECT_EQ(format_decimal(0), "0");
  EXPECT_EQ(format_decimal(1'000'000), "1000000");
}

TEST(Bytes, TakesABinaryUnitOrNone) {
  EXPECT_EQ(*parse_bytes("16"), 16U);
  EXPECT_EQ(*parse_bytes("16B"), 16U);
  EXPECT_EQ(*parse_bytes("16KiB"), 16'384U);
  EXPECT_EQ(*parse_bytes("1MiB"), 1'048'576U);
  EXPECT_EQ(*parse_bytes("2GiB"), 2'147'483'648U);
  for (const auto* text : {"", "16K", "16KB", "KiB", "-1", "1e3", "18446744073709551615GiB"}) {
    EXPECT_FALSE(parse_bytes(text)) << text;
  }
}

TEST(Bytes, IsPrintedWithTheLargestUnitThatLosesNothing) {
  EXPECT_EQ(format_bytes(0), "0B");
  EXPECT_EQ(format_bytes(1'000), "1000B");
  EXPECT_EQ(format_bytes(16'384), "16KiB");
}

TEST(HostAndPort, NamesAnotherMachine) {
  for (const auto* text : {"cassandra-1.example.org:9042", "10.0.0.1:9042", "[::1]:9042", "localhost:1"}) {
    EXPECT_EQ(*parse_host_and_port(text), text);
  }
  for (const auto* text : {"", "host", ":9042", "host:", "host:0", "host:65536", "::1:9042", "[host]:1",
                           "a b:1", "http://host:80", "user@host:1", "host:1,other:1"}) {
    EXPECT_FALSE(parse_host_and_port(text)) << text;
  }
}

TEST(RateText, IsACountAndATime) {
  EXPECT_EQ(*parse_rate("5/30m"), (Rate{5, 30min}));
  EXPECT_EQ(*parse_rate("1/s"), (Rate{1, 1s}));
  EXPECT_EQ(*parse_rate("1/1s"), (Rate{1, 1s}));
  for (const auto* text : {"", "5", "5/", "/s", "0/s", "5/0s", "5/30", "5 / s", "-1/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(RateText, DropsAOneThatSaysNothing) {
  EXPECT_EQ(format_rate({1, 1s}), "1/s");
  EXPECT_EQ(format_rate({5, 30min}), "5/30m");
  EXPECT_EQ(format_rate({1, 10s}), "1/10s");
}

TEST(List, SplitsAtCommasAndDropsSpaces) {
  EXPECT_EQ(*parse_list(""), std::vector<std::string>{});
  EXPECT_EQ(*parse_list("a"), std::vector<std::string>{"a"});
  EXPECT_EQ(*parse_list("a, b,c "), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_FALSE(parse_list("a,,b"));
  EXPECT_FALSE(parse_list("a,"));
}

TEST(ListenAddress, IsAHostAndAPortOrLeftToTheProgram) {
  for (const auto* text :
       {"auto", "127.0.0.1:3000", "0.0.0.0:0", "[::1]:80", "[::]:65535", "localhost:3000"}) {
    EXPECT_TRUE(parse_listen_address(text)) << text;
  }
  for (const auto* text : {"", "3000", ":3000", "127.0.0.1", "::1:3000", "[127.0.0.1]:1", "host:1",
                           "127.0.0.1:65536", "127.0.0.1:x", "127.0.0.1:", "[]:1"}) {
    EXPECT_FALSE(parse_listen_address(text)) << text;
  }
}

TEST(Network, IsAnAddressAndAPrefixLength) {
  EXPECT_EQ(*parse_network("10.0.0.0/8"), "10.0.0.0/8");
  EXPECT_EQ(*parse_network("2001:db8::/32"), "2001:db8::/32");
  EXPECT_EQ(*parse_network("10.0.0.7"), "10.0.0.7/32");
  EXPECT_EQ(*parse_network("::1"), "::1/128");
  for (const auto* text :
       {"", "10.0.0.0/33", "::/129", "10.0.0/8", "example.org", "10.0.0.0/", "10.0.0.0/-1"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
}

TEST(Origin, IsASchemeAndAHostAlone) {
  for (const auto* text : {"https://chat.example.org", "http://localhost:3001"})
    EXPECT_TRUE(parse_origin(text)) << text;
  for (const auto* text :
       {"", "chat.example.org", "ftp://a", "https://", "https://a/", "https://a/b", "https://*.a"}) {
    EXPECT_FALSE(parse_origin(text)) << text;
  }
}

TEST(Closest, FindsASlipOfTheHandAndNothingElse) {
  const std::vector<std::string_view> keys = {"server.listen", "server.threads", "log.level"};
  EXPECT_EQ(closest("server.listn", keys), "server.listen");
  EXPECT_EQ(closest("log.levle", keys), "log.level");
  EXPECT_EQ(closest("colour", keys), "");
}

}  // namespace
}  // namespace caravan::config
