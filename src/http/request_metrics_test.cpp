#include "http/request_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/metrics_route.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::http {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

TEST(RequestMetrics, CountsByRouteMethodAndStatus) {
  observe::Metrics metrics;
  const std::vector<std::string> labels{"unmatched", "/chat/"};
  RequestMetrics one(metrics, labels), other(metrics, labels);
  one.answered(1, "GET", 200, 3ms);
  other.answered(1, "GET", 200, 3ms);
  one.answered(1, "GET", 404, 3ms);
  one.answered(0, "BREW", 404, 3ms);
  one.upgraded(1);
  one.began();
  const auto text = metrics.expose();
  EXPECT_THAT(text, HasSubstr(R"(caravan_http_requests_total{method="GET",route="/chat/",status="200"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(caravan_http_requests_total{method="GET",route="/chat/",status="404"} 1)"));
  EXPECT_THAT(text,
              HasSubstr(R"(caravan_http_requests_total{method="other",route="unmatched",status="404"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(caravan_http_requests_total{method="GET",route="/chat/",status="101"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(caravan_http_request_seconds_count{route="/chat/"} 3)"));
  EXPECT_THAT(text, HasSubstr("caravan_http_requests_in_flight 1"));
}

TEST(MetricsRoute, AnswersInPrometheusTextFormat) {
  observe::Metrics metrics;
  metrics.counter("caravan_test_total", "A test").Increment();
  Request request;
  request.client = boost::asio::ip::make_address("10.1.2.3");
  const auto route = metrics_route(metrics, {Network::parse("10.0.0.0/8").value()});
  const auto response = runtime::run_to_end(route(request));
  EXPECT_THAT(response.headers, Contains(Pair("Content-Type", "text/plain; version=0.0.4; charset=utf-8")));
  EXPECT_THAT(response.body, HasSubstr("caravan_test_total 1"));
}

TEST(MetricsRoute, IsForItsNetworksAlone) {
  observe::Metrics metrics;
  const auto route = metrics_route(metrics, {Network::parse("10.0.0.0/8").value()});
  Request request;
  request.client = boost::asio::ip::make_address("192.0.2.1");
  EXPECT_EQ(runtime::run_to_end(route(request)).status, 403);
  request.client = boost::asio::ip::make_address("10.1.2.3");
  EXPECT_EQ(runtime::run_to_end(route(request)).status, 200);
  request.is_forwarded_by_stranger = true;
  EXPECT_EQ(runtime::run_to_end(route(request)).status, 403);
}

}  // namespace
}  // namespace caravan::http
