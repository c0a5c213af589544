#include "http/web_config_route.hpp"

#include <gmock/gmock.h>

#include "runtime/run_to_end.hpp"

namespace caravan::http {
namespace {

using testing::Contains;
using testing::Pair;

TEST(WebConfigRoute, AnswersTheSettingsAndLetsNobodyKeepThem) {
  const Handler handler = web_config_route(R"({"realtime":"websocket","firebase":null})");
  const auto response = runtime::run_to_end(handler({}));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.shared_body, R"({"realtime":"websocket","firebase":null})");
  EXPECT_THAT(response.headers, Contains(Pair("Content-Type", "application/json")));
  EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "no-store")));
}

}  // namespace
}  // namespace caravan::http
