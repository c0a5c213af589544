#include "http/health_route.hpp"

#include <gtest/gtest.h>

#include "runtime/run_to_end.hpp"

namespace caravan::http {
namespace {

ports::Task<bool> answer(const bool& healthy) {
  co_return healthy;
}

TEST(HealthRoute, SaysWhatItsProbeFindsAtEachRequest) {
  bool healthy = true;
  const auto route = health_route([&healthy] { return answer(healthy); });
  const auto good = runtime::run_to_end(route({}));
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(good.body, R"({"status":"ok"})");
  healthy = false;
  EXPECT_EQ(runtime::run_to_end(route({})).status, 503);
}

}  // namespace
}  // namespace caravan::http
