#include "http/origin.hpp"

#include <gtest/gtest.h>

namespace caravan::http {
namespace {

TEST(Origin, IsTheServersOwnByHostAndPort) {
  EXPECT_TRUE(is_own_origin("http://chat.example.org:3000", "chat.example.org:3000", false));
  EXPECT_TRUE(is_own_origin("https://CHAT.example.org", "chat.example.org", false));
  EXPECT_TRUE(is_own_origin("http://[::1]:3000", "[::1]:3000", false));
  EXPECT_FALSE(is_own_origin("http://chat.example.org:3001", "chat.example.org:3000", false));
  EXPECT_FALSE(is_own_origin("https://chat.example.org:3000.evil.example", "chat.example.org:3000", false));
  for (const auto* origin : {"", "null", "chat.example.org", "ftp://chat.example.org", "://chat.example.org"})
    EXPECT_FALSE(is_own_origin(origin, "chat.example.org", false)) << origin;
  EXPECT_FALSE(is_own_origin("https://", "", false));
}

TEST(Origin, MayLeaveOutThePortOfItsScheme) {
  EXPECT_TRUE(is_own_origin("https://chat.example.org", "chat.example.org:443", true));
  EXPECT_TRUE(is_own_origin("https://chat.example.org:443", "chat.example.org", true));
  EXPECT_TRUE(is_own_origin("http://chat.example.org", "chat.example.org:80", false));
  EXPECT_FALSE(is_own_origin("https://chat.example.org", "chat.example.org:80", false));
  EXPECT_FALSE(is_own_origin("http://chat.example.org", "chat.example.org:443", false));
}

TEST(Origin, OfAnHttpPageIsNotThatOfAServerReachedByTls) {
  EXPECT_FALSE(is_own_origin("http://chat.example.org", "chat.example.org", true));
  EXPECT_TRUE(is_own_origin("https://chat.example.org", "chat.example.org", true));
}

TEST(Origin, IsOnAListExactly) {
  const std::vector<std::string> list{"https://app.example.org", "http://localhost:5173"};
  EXPECT_TRUE(lists_origin(list, "https://App.example.org"));
  EXPECT_FALSE(lists_origin(list, "http://app.example.org"));
  EXPECT_FALSE(lists_origin(list, "https://app.example.org.evil.example"));
  EXPECT_FALSE(lists_origin({}, "https://anything.example"));
}

}  // namespace
}  // namespace caravan::http
