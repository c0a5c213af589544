#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "runtime/run_to_end.hpp"

namespace caravan::http {
namespace {

using Kind = Router::Match::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

Handler answering(std::string text) {
  return [text = std::move(text)](const Request&) -> boost::asio::awaitable<Response> {
    return [](std::string body) -> boost::asio::awaitable<Response> {
      co_return Response::json(200, std::move(body));
    }(text);
  };
}

std::string answer(const Router::Match& match) {
  if (match.handler == nullptr) return "";
  return runtime::run_to_end((*match.handler)(Request{})).body;
}

struct RouterTest : testing::Test {
  RouterTest() {
    router.add("GET", "/chat/", answering("list"));
    router.add("POST", "/chat/", answering("create"));
    router.add("GET", "/chat/{chat_id}/messages/", answering("page"));
    router.add("GET", "/chat/archive/messages/", answering("archive"));
    router.add_exact("GET", "/chat/{chat_id}", answering("short"));
    router.add_exact("GET", "/metrics", answering("metrics"));
    router.add_upgrade("/live", [](auto, auto) -> boost::asio::awaitable<void> { co_return; });
  }
  std::string label(const Router::Match& match) const { return router.labels()[match.label]; }

  Router router;
};

TEST_F(RouterTest, FindsByMethodAndPath) {
  EXPECT_EQ(answer(router.match("GET", "/chat/")), "list");
  EXPECT_EQ(answer(router.match("POST", "/chat/")), "create");
  EXPECT_EQ(answer(router.match("GET", "/metrics")), "metrics");
  EXPECT_EQ(label(router.match("POST", "/chat/")), "/chat/");
}

TEST_F(RouterTest, TakesPlaceholdersAsSent) {
  const auto match = router.match("GET", "/chat/a%20b/messages/");
  EXPECT_EQ(answer(match), "page");
  EXPECT_THAT(match.path_parameters, ElementsAre("a%20b"));
  EXPECT_EQ(label(match), "/chat/{chat_id}/messages/");
}

TEST_F(RouterTest, PrefersTheLiteralAndGoesBackWhenItLeadsNowhere) {
  const auto literal = router.match("GET", "/chat/archive/messages/");
  EXPECT_EQ(answer(literal), "archive");
  EXPECT_THAT(literal.path_parameters, IsEmpty());
  const auto placeholder = router.match("GET", "/chat/archive");
  EXPECT_EQ(answer(placeholder), "short");
  EXPECT_THAT(placeholder.path_parameters, ElementsAre("archive"));
}

TEST_F(RouterTest, RedirectsOnlyToASlashThatLeadsSomewhere) {
  EXPECT_EQ(router.match("GET", "/chat").kind, Kind::redirect);
  EXPECT_EQ(router.match("DELETE", "/chat").kind, Kind::redirect);
  EXPECT_EQ(router.match("GET", "/chat/1/messages").kind, Kind::redirect);
  EXPECT_EQ(router.match("GET", "/metrics/").kind, Kind::not_found);
  EXPECT_EQ(router.match("GET", "/chat/1/").kind, Kind::not_found);
  EXPECT_EQ(router.match("GET", "/other").kind, Kind::not_found);
}

TEST_F(RouterTest, DoesNotFindWhatIsNotExactlyThere) {
  for (const auto* path : {"", "/", "*", "chat/", "//chat/", "/chat//", "/chat//messages/", "/Chat/",
                           "/chat/1/messages/2/", "/chat/../metrics"})
    EXPECT_EQ(router.match("GET", path).kind, Kind::not_found) << path;
}

TEST_F(RouterTest, AnswersHeadFromGet) {
  EXPECT_EQ(answer(router.match("HEAD", "/chat/")), "list");
}

TEST_F(RouterTest, SaysWhichMethodsAreAllowed) {
  const auto match = router.match("DELETE", "/chat/");
  EXPECT_EQ(match.kind, Kind::method_not_allowed);
  EXPECT_EQ(match.allow, "GET, HEAD, POST");
  EXPECT_EQ(label(match), "/chat/");
  EXPECT_EQ(router.match("OPTIONS", "/metrics").kind, Kind::method_not_allowed);
}

TEST_F(RouterTest, KnowsWhatMayLeaveHttp) {
  const auto match = router.match("GET", "/live");
  EXPECT_EQ(match.kind, Kind::upgrade);
  EXPECT_NE(match.upgrade, nullptr);
  EXPECT_EQ(router.match("POST", "/live").kind, Kind::method_not_allowed);
}

TEST_F(RouterTest, AsksTheFallbackWhenNoPatternFits) {
  EXPECT_EQ(label(router.match("GET", "/index.html")), "unmatched");
  router.set_fallback(answering("file"));
  EXPECT_EQ(answer(router.match("GET", "/index.html")), "file");
  EXPECT_EQ(label(router.match("GET", "/index.html")), "fallback");
  EXPECT_EQ(router.match("DELETE", "/chat/").kind, Kind::method_not_allowed);
}

TEST_F(RouterTest, ServesTheRoot) {
  router.add("GET", "/", answering("root"));
  EXPECT_EQ(answer(router.match("GET", "/")), "root");
}

TEST_F(RouterTest, RefusesBrokenTables) {
  EXPECT_THROW(router.add("GET", "/chat/", answering("")), std::logic_error);
  EXPECT_THROW(router.add("GET", "/chat/{other}/messages/", answering("")), std::logic_error);
  EXPECT_THROW(router.add("GET", "/no-slash", answering("")), std::logic_error);
  EXPECT_THROW(router.add_exact("GET", "metrics", answering("")), std::logic_error);
}

}  // namespace
}  // namespace caravan::http
