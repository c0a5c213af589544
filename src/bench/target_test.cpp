#include "bench/target.hpp"

#include <gtest/gtest.h>

namespace caravan::bench {
namespace {

TEST(Target, Parses) {
  const auto target = parse_target("http://127.0.0.1:3000");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->host, "127.0.0.1");
  EXPECT_EQ(target->port, 3000);
  EXPECT_EQ(target->authority(), "127.0.0.1:3000");
  EXPECT_EQ(parse_target("http://chat.example.org/")->authority(), "chat.example.org");
  EXPECT_EQ(parse_target("http://[::1]:80")->host, "::1");
  EXPECT_EQ(parse_target("http://[::1]:8080")->authority(), "[::1]:8080");
}

TEST(Target, RefusesWhatItCannotDrive) {
  for (const auto* url :
       {"", "127.0.0.1:3000", "https://localhost", "http://", "http://:80", "http://a:0", "http://a:65536",
        "http://a:1x", "http://a/path", "http://a@b", "http://[::1", "http://[::1]80"})
    EXPECT_FALSE(parse_target(url)) << url;
}

TEST(Target, KnowsLoopbackWithoutLookingNamesUp) {
  for (const auto* url :
       {"http://127.0.0.1", "http://127.9.8.7:1", "http://localhost:3000", "http://[::1]:3000"})
    EXPECT_TRUE(parse_target(url)->is_loopback()) << url;
  for (const auto* url : {"http://10.0.0.1", "http://128.0.0.1", "http://localhost.example.org",
                          "http://127.0.0.1.example.org"})
    EXPECT_FALSE(parse_target(url)->is_loopback()) << url;
}

}  // namespace
}  // namespace caravan::bench
