#include "http/request_parser.hpp"

#include <algorithm>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace caravan::http {
namespace {

using State = RequestParser::State;
using namespace std::string_literals;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::Pair;

// As a socket would: `step` bytes at a time.
State feed(RequestParser& parser, std::string_view bytes, std::size_t step = std::string_view::npos) {
  auto state = parser.advance();
  while (!bytes.empty() && (state == State::head || state == State::body)) {
    const auto space = parser.space();
    const auto count = std::min({step, bytes.size(), space.size()});
    std::memcpy(space.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    parser.filled(count);
    state = parser.advance();
  }
  return state;
}

struct RequestParserTest : testing::Test {
  RequestParser::Limits limits;

  int status_of(std::string_view bytes) const {
    RequestParser parser(limits);
    return feed(parser, bytes) == State::refused ? parser.refusal().status : 0;
  }
};

// Each way to cut the bytes must give the same requests.
struct RequestParserInSteps : RequestParserTest, testing::WithParamInterface<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Steps, RequestParserInSteps, testing::Values(1, 2, 3, 7, 64, 100'000));

TEST_P(RequestParserInSteps, ReadsLineHeadersAndSizedBody) {
  RequestParser parser(limits);
  ASSERT_EQ(feed(parser,
                 "POST /a/b?c=d%20e HTTP/1.1\r\nHost: x:1\r\nEmpty:\r\nX-Spaced: \t a b \t\r\n"
                 "Content-Length: 5\r\n\r\nhello",
                 GetParam()),
            State::complete);
  const auto& request = parser.request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "c=d%20e");
  EXPECT_EQ(request.body, "hello");
  EXPECT_THAT(request.headers, ElementsAre(Pair("Host", "x:1"), Pair("Empty", ""), Pair("X-Spaced", "a b"),
                                           Pair("Content-Length", "5")));
  EXPECT_TRUE(parser.keeps_alive());
}

TEST_P(RequestParserInSteps, DecodesChunksAndDropsTrailers) {
  RequestParser parser(limits);
  ASSERT_EQ(feed(parser,
                 "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                 "5\r\nhello\r\n1;ext=\"v\"\r\n,\r\nB\r\n wide world\r\n0\r\nTrailer: t\r\n\r\n",
                 GetParam()),
            State::complete);
  EXPECT_EQ(parser.request().body, "hello, wide world");
  EXPECT_EQ(parser.request().headers.size(), 2u);
}

TEST_P(RequestParserInSteps, KeepsPipelinedRequestsApart) {
  RequestParser parser(limits);
  std::string bytes;
  for (int i = 0; i < 100; ++i)
    bytes += i % 2 == 0 ? "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n"
                        : "POST /" + std::to_string(i) +
                              " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n" +
                              std::to_string(i + 100) + "\r\n0\r\n\r\n";
  int read = 0;
  for (std::string_view rest = bytes; read < 100;) {
    while (parser.advance() != State::complete) {
      ASSERT_NE(parser.state(), State::refused);
      const auto space = parser.space();
      const auto count = std::min({GetParam(), rest.size(), space.size()});
      ASSERT_GT(count, 0u);
      std::memcpy(space.data(), rest.data(), count);
      rest.remove_prefix(count);
      parser.filled(count);
    }
    EXPECT_EQ(parser.request().path, "/" + std::to_string(read));
    EXPECT_EQ(parser.request().body, read % 2 == 0 ? "" : std::to_string(read + 100));
    parser.next();
    ++read;
  }
  EXPECT_TRUE(parser.is_idle());
}

TEST_F(RequestParserTest, GrowsForABodyOfTheLargestSizeAndShrinksAfterwards) {
  RequestParser parser(limits);
  const std::string body(limits.body_bytes_max, 'b');
  ASSERT_EQ(
      feed(parser,
           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
           1000),
      State::complete);
  EXPECT_EQ(parser.request().body, body);
  parser.next();
  EXPECT_LE(parser.space().size(), 8u * 1024);
}

TEST_F(RequestParserTest, TakesTheAbsoluteFormOfATarget) {
  const std::pair<const char*, const char*> forms[] = {
      {"http://x/a?b", "/a"}, {"http://x", "/"}, {"http://x?b=/c", "/"}, {"https://X/", "/"}};
  for (const auto& [target, path] : forms) {
    RequestParser parser(limits);
    ASSERT_EQ(feed(parser, "GET "s + target + " HTTP/1.1\r\nHost: x\r\n\r\n"), State::complete) << target;
    EXPECT_EQ(parser.request().path, path) << target;
  }
}

TEST_F(RequestParserTest, ReadsALengthAsDecimalWhateverItsZerosAndBlanks) {
  for (const auto* length : {"010", "\t10", "10 "}) {
    RequestParser parser(limits);
    ASSERT_EQ(
        feed(parser, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:"s + length + "\r\n\r\n0123456789GET"),
        State::complete)
        << length;
    EXPECT_EQ(parser.request().body, "0123456789") << length;
    EXPECT_EQ(parser.unread(), "GET") << length;
  }
}

TEST_F(RequestParserTest, KnowsWhenTheConnectionEnds) {
  const std::pair<const char*, bool> heads[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: x\r\nConnection: x, Close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
  };
  for (const auto& [head, keeps_alive] : heads) {
    RequestParser parser(limits);
    ASSERT_EQ(feed(parser, head), State::complete) << head;
    EXPECT_EQ(parser.keeps_alive(), keeps_alive) << head;
  }
}

TEST_F(RequestParserTest, SeesAnExpectationBeforeTheBody) {
  RequestParser parser(limits);
  EXPECT_EQ(feed(parser, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n"),
            State::body);
  EXPECT_TRUE(parser.expects_continue());
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: x\r\nExpect: more\r\nContent-Length: 1\r\n\r\n"), 417);
}

TEST_F(RequestParserTest, LeavesTheBytesBehindAnUpgradeAlone) {
  RequestParser parser(limits);
  ASSERT_EQ(
      feed(parser, "GET /w HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x80"),
      State::complete);
  EXPECT_TRUE(parser.asks_for_upgrade());
  EXPECT_EQ(parser.unread(), "\x81\x80");
}

TEST_F(RequestParserTest, RefusesWhatTwoServersCouldReadDifferently) {
  const std::string_view requests[] = {
      // framing
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x3\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 2\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551619\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\ncontent-length: 3\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3;\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3.0\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\x0b\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \"3\"\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\nabc"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \xa0"
      "chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\x0b\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \x0b"
      "chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
      // chunks
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;e\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\rX\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a\rb\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;\0\r\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\nC: d\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA : b\r\n\r\n"sv,
      // lines
      "GET / HTTP/1.1\nHost: x\n\n"sv,
      "GET / HTTP/1.1\r\nHost: x\n\r\n"sv,
      "GET / HTTP/1.1\nHost: x\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\n\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\nabc\r\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\n"sv,
      "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\n\rX: y\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tContent-Length: 3\r\n\r\n"sv,
      "GET / HTTP/1.1\r\n Host: x\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"sv,
      "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "\rGET / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      // names and values
      "GET / HTTP/1.1\r\nHost : x\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nContent Length: 3\r\n\r\nabc"sv,
      "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n"sv,
      // Host
      "GET / HTTP/1.1\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: u@x\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x y\r\n\r\n"sv,
      "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET http://x:1/ HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET http://u@x/ HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      // what may be given once
      "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nORIGIN: http://y\r\n\r\n"sv,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nContent-Type: a/b\r\nContent-Length: 0\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Key: b\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8\r\n\r\n"sv,
      // request line
      "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET /  HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"sv,
      " GET / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET a HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "get / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
      "GET / http/1.1\r\nHost: x\r\n\r\n"sv,
      "GET / HTTP/1.2\r\nHost: x\r\n\r\n"sv,
      "GET / HTTP/01.1\r\nHost: x\r\n\r\n"sv,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv,
      "\x16\x03\x01\x02"sv,
  };
  for (const auto request : requests)
    EXPECT_EQ(status_of(request), 400) << testing::PrintToString(request);
}

TEST_F(RequestParserTest, RefusesOtherVersions) {
  EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), 505);
  EXPECT_EQ(status_of("GET /\r\n\r\n"), 505);
}

TEST_F(RequestParserTest, RefusesTunnels) {
  EXPECT_EQ(status_of("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n"), 405);
}

TEST_F(RequestParserTest, BoundsTheHead) {
  const std::string big(limits.head_bytes_max, 'a');
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: x\r\nBig: " + big), 431);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: x\r\nBig: " + big + "\r\n\r\n"), 431);
  const std::string target(limits.target_bytes_max, 'a');
  EXPECT_EQ(status_of("GET /" + target), 414);
  EXPECT_EQ(status_of("GET /" + target + " HTTP/1.1\r\nHost: x\r\n\r\n"), 414);
  std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (std::size_t i = 0; i < limits.headers_max; ++i)
    many += "A: b\r\n";
  EXPECT_EQ(status_of(many + "\r\n"), 431);
}

TEST_F(RequestParserTest, BoundsTheBody) {
  const auto size = std::to_string(limits.body_bytes_max + 1);
  // Before the body has come: the client need not send it.
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + size + "\r\n\r\n"), 413);
  const auto chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"s;
  std::string chunks;
  for (std::size_t i = 0; i <= limits.body_bytes_max / 1024; ++i)
    chunks += "400\r\n" + std::string(1024, 'c') + "\r\n";
  EXPECT_EQ(status_of(chunked + chunks), 413);
}

TEST_F(RequestParserTest, BoundsTheFramingOfChunks) {
  const auto chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"s;
  const std::string padding(limits.chunk_framing_bytes_max, 'e');
  EXPECT_EQ(status_of(chunked + "1;" + padding + padding), 413);
  EXPECT_EQ(status_of(chunked + "0\r\nTrailer: " + padding + padding), 413);
  // Also when all of it came at once.
  EXPECT_EQ(status_of(chunked + "0\r\nTrailer: " + padding + "\r\n\r\n"), 413);
}

}  // namespace
}  // namespace caravan::http
