#include "http/routes/cost_routes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include "costs/metered_feed.hpp"
#include "http/routes/chat_fixture.hpp"

namespace caravan::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kReport = "/cost/api/v1/report/";
constexpr const char* kCurve = "/cost/api/v1/curve/";

// Ada is an administrator, Bob is none.
class CostRoutesTest : public ChatFixture {
 protected:
  CostRoutesTest() { add_cost_routes(router, services(&meter)); }

  CostServices services(const costs::Meter* chosen) {
    return {authentication, directory, administrators, chosen, "firestore", windows(), pool, clock};
  }
  static CostServices::Windows windows() {
    return {"anchored", [] { return 3s; },
            [](auto wait) { return std::make_unique<domain::AnchoredPolicy>(wait); }};
  }
  void show_one_message() {
    domain::Batch batch{.key = domain::UserId{2}};
    batch.messages.push_back(std::make_shared<const domain::Message>(
        domain::Message{{}, {}, {1}, {}, "hello", domain::TimeUuid::at(costs::wall_time(clock) - 2s, 0)}));
    meter.note_show(batch, {.outcome = {}, .cost = {.writes = 1, .bytes_out = 700}}, costs::wall_time(clock));
  }
  // Replays run on a thread of their own.
  Response wait_for(std::int64_t user, std::string_view target) {
    Request request;
    const std::string authorization = "Bearer " + tokens.issue({domain::UserId{user}, "name"});
    request.headers.emplace_back("Authorization", authorization);
    request.method = "GET";
    request.path = target;
    const auto match = router.match("GET", target);
    boost::asio::io_context loop(1);
    Response response;
    boost::asio::co_spawn(loop, (*match.handler)(request),
                          [&response](std::exception_ptr, Response answer) { response = std::move(answer); });
    loop.run();
    return response;
  }

  identity::Directory directory{accounts};
  identity::Administrators administrators{{"ada"}};
  runtime::BlockingPool pool{{.name = "replays", .threads = 1, .queue_max = 1}};
  costs::Meter meter{{.prices = {}, .layout = "inbox", .documents = {}}, costs::wall_time(clock), metrics};
};

TEST_F(CostRoutesTest, AreForAdministratorsAlone) {
  for (const auto* route : {kReport, kCurve}) {
    EXPECT_EQ(get(0, route).status, 401) << route;
    const auto refused = get(2, route);
    EXPECT_EQ(refused.status, 403) << route;
    EXPECT_EQ(refused.body, R"({"detail":"Only for administrators"})");
    EXPECT_EQ(get(99, route).status, 403) << "nobody's account";
  }
  EXPECT_EQ(get(1, kReport).status, 200);
}

TEST_F(CostRoutesTest, HaveNothingWithoutAFeed) {
  Router without;
  add_cost_routes(without, services(nullptr));
  router = std::move(without);
  for (const auto* route : {kReport, kCurve}) {
    EXPECT_EQ(get(1, route).status, 404) << route;
    EXPECT_EQ(get(2, route).status, 403) << route;
  }
}

TEST_F(CostRoutesTest, ReportWhatTheMeterKnows) {
  show_one_message();
  const auto answer = get(1, kReport);
  EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
  EXPECT_THAT(answer.body,
              StartsWith(R"({"feed":"firestore","layout":"inbox","policy":"anchored","window_seconds":3,)"));
  EXPECT_THAT(answer.body,
              HasSubstr(R"("messages":1,"total":{"reads":1,"writes":1,"deletes":0,"bytes_out":700,)"));
  EXPECT_THAT(answer.body, HasSubstr(R"({"cause":"listener","operations":{"reads":1,)"));
  EXPECT_THAT(answer.body, HasSubstr(R"("waits":{"median":2,"p99":2,"longest":2},"step_seconds":60,)"));
}

TEST_F(CostRoutesTest, ReportOverTheSpanThatIsAskedFor) {
  EXPECT_THAT(get(1, "/cost/api/v1/report/?span=day").body, HasSubstr(R"("step_seconds":900)"));
  EXPECT_THAT(get(1, "/cost/api/v1/report/?span=month").body, HasSubstr(R"("step_seconds":21600)"));
  const auto refused = get(1, "/cost/api/v1/report/?span=year");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr(R"("loc":["query","span"])"));
}

TEST_F(CostRoutesTest, AskThemToComeAgainWhenTheAccountsAreAway) {
  accounts.fail_next(ports::Errc::unavailable);
  EXPECT_EQ(get(1, kReport).status, 503);
}

TEST_F(CostRoutesTest, ReplayRecentTrafficThroughOtherWindows) {
  EXPECT_EQ(wait_for(1, kCurve).body, R"({"messages":0,"from":0,"to":0,"points":[]})");
  show_one_message();
  const auto answer = wait_for(1, kCurve);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, StartsWith(R"({"messages":1,"from":)"));
  EXPECT_THAT(answer.body, HasSubstr(R"({"rule":"window","layout":"inbox","window_seconds":0.25,)"));
  EXPECT_THAT(answer.body, HasSubstr(R"({"rule":"window","layout":"batches","window_seconds":60,)"));
  EXPECT_THAT(answer.body, HasSubstr(R"({"rule":"one_write_per_message","layout":"batches",)"));
  EXPECT_THAT(answer.body, HasSubstr(R"({"rule":"inactivity","layout":"batches",)"));
}

}  // namespace
}  // namespace caravan::http
