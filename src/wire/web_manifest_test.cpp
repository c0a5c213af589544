#include "wire/web_manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

namespace caravan::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WebManifest, ReadsFilesAndWhatMayBeMissing) {
  const auto manifest = parse_web_manifest(R"({"v":1,"csp":"default-src 'self'","later":{},"files":[
    {"path":"/index.html","type":"text/html; charset=utf-8","etag":"\"a1\"","immutable":false,
     "encodings":["br","gzip"],"csp":"script-src 'sha256-x'"},
    {"path":"/_next/static/[id].js","type":"text/javascript","etag":"\"b2\"","immutable":true},
    {"path":"/icon.svg","type":"image/svg+xml","etag":"\"c3\""}]})");
  ASSERT_EQ(manifest.files.size(), 3u);
  const auto& [index, script, icon] = std::tie(manifest.files[0], manifest.files[1], manifest.files[2]);
  EXPECT_EQ(index.path, "/index.html");
  EXPECT_EQ(index.type, "text/html; charset=utf-8");
  EXPECT_EQ(index.etag, "\"a1\"");
  EXPECT_THAT(index.encodings, ElementsAre("br", "gzip"));
  EXPECT_EQ(index.csp, "script-src 'sha256-x'");
  EXPECT_TRUE(script.immutable);
  EXPECT_THAT(script.encodings, IsEmpty());
  EXPECT_EQ(script.csp, "default-src 'self'");
  EXPECT_FALSE(icon.immutable);
}

std::string complaint(const std::string& json) {
  try {
    parse_web_manifest(json);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(WebManifest, SaysWhatIsWrong) {
  EXPECT_EQ(complaint("[]"), "web manifest: root: not a JSON object");
  EXPECT_EQ(complaint("{"), "web manifest: root: not a JSON object");
  EXPECT_EQ(complaint(R"({"v":2,"files":[]})"), "web manifest: root: \"v\" is not 1");
  EXPECT_EQ(complaint(R"({"v":1})"), "web manifest: root: no list \"files\"");
  const auto file = [](const std::string& rest) {
    return complaint(R"({"v":1,"files":[{"path":"/a","type":"t",)" + rest + "}]}");
  };
  EXPECT_EQ(file(R"("x":1)"), "web manifest: \"/a\": no text \"etag\"");
  EXPECT_EQ(file(R"("etag":"a")"), "web manifest: \"/a\": an etag that is not in quotes");
  EXPECT_EQ(file(R"("etag":"\"a\"","immutable":1)"), "web manifest: \"/a\": malformed \"immutable\"");
  EXPECT_EQ(file(R"("etag":"\"a\"","encodings":["zstd"])"),
            "web manifest: \"/a\": an encoding that is neither \"br\" nor \"gzip\"");
}

TEST(WebManifest, RefusesPathsThatLeadOut) {
  for (const auto* path : {"a", "/", "/a/", "/../a", "/a/../../b", "//a", "/./a", "/a/..", "/a\\u0000b"})
    EXPECT_NE(
        complaint(R"({"v":1,"files":[{"path":")" + std::string(path) + R"(","type":"t","etag":"\"e\""}]})"),
        "")
        << path;
}

}  // namespace
}  // namespace caravan::wire
