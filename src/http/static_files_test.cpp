#include "http/static_files.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "runtime/run_to_end.hpp"

namespace caravan::http {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::ThrowsMessage;

struct StaticFilesTest : testing::Test {
  StaticFilesTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root = fs::path(testing::TempDir()) / (test->name() + std::to_string(getpid()));
    fs::remove_all(root);
    write("manifest.json", R"({"v":1,"csp":"default-src 'self'","files":[
      {"path":"/index.html","type":"text/html; charset=utf-8","etag":"\"i\"","encodings":["br","gzip"]},
      {"path":"/docs/index.html","type":"text/html; charset=utf-8","etag":"\"d\"","csp":"docs"},
      {"path":"/404.html","type":"text/html; charset=utf-8","etag":"\"n\""},
      {"path":"/app/[id].js","type":"text/javascript","etag":"\"j\"","immutable":true}]})");
    write("index.html", "plain index");
    write("index.html.br", "br index");
    write("index.html.gz", "gz index");
    write("docs/index.html", "docs");
    write("404.html", "nothing here");
    write("app/[id].js", "script");
    write("secret.txt", "not in the manifest");
  }
  ~StaticFilesTest() override { fs::remove_all(root); }

  void write(const std::string& name, std::string_view content) const {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name, std::ios::binary) << content;
  }
  Response get(std::string_view path, std::vector<std::pair<std::string_view, std::string_view>> headers = {},
               std::string_view method = "GET") const {
    Request request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    return StaticFiles(root, {}).serve(request);
  }

  fs::path root;
};

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

std::string content(const Response& response) {
  return response.shared_body ? *response.shared_body : response.body;
}

TEST_F(StaticFilesTest, ServesIndexPages) {
  const auto index = get("/");
  EXPECT_EQ(index.status, 200);
  EXPECT_EQ(content(index), "plain index");
  EXPECT_EQ(content(get("/index.html")), "plain index");
  EXPECT_EQ(content(get("/docs/")), "docs");
  const auto redirect = get("/docs");
  EXPECT_EQ(redirect.status, 307);
  EXPECT_THAT(redirect.headers, Contains(Pair("Location", "/docs/")));
}

TEST_F(StaticFilesTest, TakesEscapedPaths) {
  EXPECT_EQ(content(get("/app/%5Bid%5D.js")), "script");
  EXPECT_EQ(content(get("/app/[id].js")), "script");
}

TEST_F(StaticFilesTest, GuardsPages) {
  const auto index = get("/").headers;
  EXPECT_THAT(index, Contains(Pair("Content-Type", "text/html; charset=utf-8")));
  EXPECT_THAT(index, Contains(Pair("Content-Security-Policy", "default-src 'self'")));
  EXPECT_THAT(index, Contains(Pair("Cache-Control", "no-cache")));
  EXPECT_THAT(index, Contains(Pair("Referrer-Policy", "strict-origin-when-cross-origin")));
  EXPECT_THAT(index, Contains(Pair("Cross-Origin-Opener-Policy", "same-origin")));
  EXPECT_THAT(get("/docs/").headers, Contains(Pair("Content-Security-Policy", "docs")));
  const auto script = get("/app/[id].js").headers;
  EXPECT_THAT(script, Contains(Pair("Cache-Control", "public, max-age=31536000, immutable")));
  EXPECT_THAT(script, Contains(Pair("Content-Security-Policy", "default-src 'self'")));
  EXPECT_THAT(script, Not(Contains(Key("Vary"))));
}

TEST_F(StaticFilesTest, AddsOriginsToThePolicyThatPagesMayConnectTo) {
  write("manifest.json", R"({"v":1,"csp":"default-src 'none'; connect-src 'self'; img-src 'self'","files":[
      {"path":"/index.html","type":"text/html","etag":"\"i\""},
      {"path":"/docs/index.html","type":"text/html","etag":"\"d\"","csp":"connect-src 'self'"},
      {"path":"/404.html","type":"text/html","etag":"\"n\"","csp":""}]})");
  const auto policy = [&](std::string_view path, std::vector<std::string> sources) {
    Request request;
    request.method = "GET";
    request.path = path;
    const StaticFiles files(root, {.connect_sources = std::move(sources)});
    return header(files.serve(request), "Content-Security-Policy");
  };
  EXPECT_EQ(policy("/", {}), "default-src 'none'; connect-src 'self'; img-src 'self'");
  EXPECT_EQ(policy("/", {"https://a.example", "http://127.0.0.1:9"}),
            "default-src 'none'; connect-src 'self' https://a.example http://127.0.0.1:9; img-src 'self'");
  EXPECT_EQ(policy("/docs/", {"https://a.example"}), "connect-src 'self' https://a.example");
  EXPECT_EQ(policy("/404.html", {"https://a.example"}), "default-src 'self'; frame-ancestors 'none'");
}

TEST_F(StaticFilesTest, RefusesToAddOriginsToAPolicyWithoutConnections) {
  EXPECT_THAT([&] { StaticFiles(root, {.connect_sources = {"https://a.example"}}); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("has no connect-src")));
}

TEST_F(StaticFilesTest, NegotiatesTheEncoding) {
  const auto br = get("/", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(content(br), "br index");
  EXPECT_THAT(br.headers, Contains(Pair("Content-Encoding", "br")));
  EXPECT_THAT(br.headers, Contains(Pair("Vary", "Accept-Encoding")));
  EXPECT_THAT(br.headers, Contains(Pair("ETag", "\"i-br\"")));
  EXPECT_EQ(content(get("/", {{"Accept-Encoding", "gzip"}})), "gz index");
  const auto plain = get("/", {{"Accept-Encoding", "deflate"}});
  EXPECT_EQ(content(plain), "plain index");
  EXPECT_THAT(plain.headers, Contains(Pair("Vary", "Accept-Encoding")));
  EXPECT_THAT(plain.headers, Not(Contains(Key("Content-Encoding"))));
}

TEST_F(StaticFilesTest, SendsNothingTwice) {
  for (const auto* known : {"\"i\"", "W/\"i\"", "\"x\", \"i\"", "*"}) {
    const auto response = get("/", {{"If-None-Match", known}});
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_EQ(content(response), "") << known;
    EXPECT_THAT(response.headers, Contains(Pair("ETag", "\"i\"")));
  }
  EXPECT_EQ(get("/", {{"If-None-Match", "\"i-br\""}}).status, 200);
  EXPECT_EQ(get("/", {{"If-None-Match", "\"i-br\""}, {"Accept-Encoding", "br"}}).status, 304);
}

TEST_F(StaticFilesTest, HasNothingBesideItsManifest) {
  for (const auto* path :
       {"/secret.txt", "/manifest.json", "/index.html.br", "/docs/../index.html", "/..", "/%2e%2e/index.html",
        "/docs/%2e%2e/index.html", "//index.html", "/index.html/", "/index.html%00", "/%zz", "/nothing"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(content(response), R"({"detail":"Not Found"})") << path;
  }
}

TEST_F(StaticFilesTest, ShowsBrowsersAPage) {
  const auto response = get("/nothing", {{"Accept", "text/html,*/*;q=0.8"}});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(content(response), "nothing here");
}

TEST_F(StaticFilesTest, OnlyReads) {
  EXPECT_EQ(get("/", {}, "HEAD").status, 200);
  const auto response = get("/", {}, "POST");
  EXPECT_EQ(response.status, 405);
  EXPECT_THAT(response.headers, Contains(Pair("Allow", "GET, HEAD")));
  EXPECT_EQ(get("/nothing", {}, "POST").status, 404);
}

TEST_F(StaticFilesTest, ServesAsARouteHandler) {
  const StaticFiles files(root, {});
  Request request;
  request.method = "GET";
  request.path = "/";
  EXPECT_EQ(content(runtime::run_to_end(files.handler()(request))), "plain index");
}

TEST_F(StaticFilesTest, SaysWhatItCannotLoad) {
  EXPECT_THAT([this] { StaticFiles(root, {.bytes_max = 100}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("more than 100 bytes")));
  fs::remove(root / "index.html.gz");
  EXPECT_THAT([this] { StaticFiles(root, {}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("index.html.gz")));
  write("manifest.json", "{}");
  EXPECT_THROW(StaticFiles(root, {}), std::invalid_argument);
  fs::remove(root / "manifest.json");
  EXPECT_THAT([this] { StaticFiles(root, {}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("manifest.json")));
}

}  // namespace
}  // namespace caravan::http
