#include "http/content_coding.hpp"

#include <gtest/gtest.h>

namespace caravan::http {
namespace {

TEST(ContentCoding, FollowsTheClientsPreferences) {
  const std::vector<std::string> both{"br", "gzip"};
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"gzip, deflate, br, zstd", "br"},
      {"GZIP", "gzip"},
      {"deflate", ""},
      {"br;q=0.5, gzip;q=0.8", "gzip"},
      {"br ; q=0.8 , gzip;q=0.8", "br"},
      {"br;q=0, gzip", "gzip"},
      {"*", "br"},
      {"*;q=0", ""},
      {"br;q=0, *", "gzip"},
      {"identity, br;q=0.9", ""},
      {"identity;q=0.5, br;q=0.9", "br"},
      {"identity;q=0, *;q=0", ""},
      {"br;q=2, gzip;q=0.001", "gzip"},
      {"br;q=x", ""},
      {"br;q=", ""},
      {"brotli, xgzip", ""},
      {",,;,", ""},
  };
  for (const auto& [accepted, chosen] : cases)
    EXPECT_EQ(choose_coding(accepted, both), chosen) << accepted;
}

TEST(ContentCoding, ChoosesOnlyWhatIsThere) {
  EXPECT_EQ(choose_coding("br, gzip", {"gzip"}), "gzip");
  EXPECT_EQ(choose_coding("br, gzip", {}), "");
}

}  // namespace
}  // namespace caravan::http
