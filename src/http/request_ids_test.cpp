#include "http/request_ids.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace caravan::http {
namespace {

struct FixedRandom final : runtime::Random {
  std::uint64_t next() override { return 42; }
};

TEST(RequestIds, AreSaneAndNeverTheSame) {
  FixedRandom random;
  RequestIds ids(random);
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    RequestIds::Text id;
    ids.next(id);
    const std::string text(id.data(), id.size());
    ASSERT_TRUE(is_sane_request_id(text)) << text;
    ASSERT_TRUE(seen.insert(text).second) << text;
  }
}

TEST(RequestIds, TakeOnlyHarmlessTextFromOthers) {
  EXPECT_TRUE(is_sane_request_id("Az09._-"));
  EXPECT_TRUE(is_sane_request_id(std::string(64, 'a')));
  for (const auto& text : {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a\"b"),
                           std::string("a\nb"), std::string("caf\xc3\xa9")})
    EXPECT_FALSE(is_sane_request_id(text)) << text;
}

}  // namespace
}  // namespace caravan::http
