#include "live/handshake.hpp"

#include <gtest/gtest.h>

namespace caravan::live {
namespace {

http::UpgradeRequest request(std::vector<std::pair<std::string, std::string>> more = {}) {
  http::UpgradeRequest made{.target = "/connection/websocket",
                            .headers = {{"host", "chat.example.org:3000"},
                                        {"upgrade", "WebSocket"},
                                        {"connection", "keep-alive, Upgrade"},
                                        {"sec-websocket-version", "13"},
                                        {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}},
                            .client = {},
                            .client_is_exempt = false,
                            .host = "chat.example.org:3000",
                            .came_by_tls = false,
                            .id = {},
                            .unread = {}};
  for (auto& header : more)
    made.headers.insert(made.headers.begin(), std::move(header));
  return made;
}

int status(const http::UpgradeRequest& asked, const HandshakePolicy& policy = {}) {
  const auto refusal = refuse_handshake(asked, policy);
  return refusal ? refusal->status : 101;
}

TEST(Handshake, OriginsOfTheSameHostAndClientsWithoutOneMayConnect) {
  EXPECT_EQ(status(request()), 101);
  EXPECT_EQ(status(request({{"Origin", "http://chat.example.org:3000"}})), 101);
  EXPECT_EQ(status(request({{"Origin", "https://CHAT.example.org:3000"}})), 101);
}

TEST(Handshake, TheServerIsTheOneThatTheProxyWasAskedFor) {
  auto forwarded = request({{"Origin", "https://chat.example.com"}});
  EXPECT_EQ(status(forwarded), 403);
  forwarded.host = "chat.example.com:443";
  forwarded.came_by_tls = true;
  EXPECT_EQ(status(forwarded), 101);
  forwarded.headers.front().second = "http://chat.example.com";
  EXPECT_EQ(status(forwarded), 403);
}

TEST(Handshake, OtherOriginsMustBeOnTheList) {
  EXPECT_EQ(status(request({{"Origin", "https://evil.example"}})), 403);
  EXPECT_EQ(status(request({{"Origin", "null"}})), 403);
  EXPECT_EQ(status(request({{"Origin", "http://chat.example.org:3001"}})), 403);
  EXPECT_EQ(status(request({{"Origin", "https://chat.example.org:3000.evil.example"}})), 403);
  const HandshakePolicy listed{{"https://app.example.org"}};
  EXPECT_EQ(status(request({{"Origin", "https://app.example.org"}}), listed), 101);
  EXPECT_EQ(status(request({{"Origin", "http://app.example.org"}}), listed), 403);
}

TEST(Handshake, OnlyWebSocketInJsonIsSpoken) {
  EXPECT_EQ(status(request({{"upgrade", "h2c"}})), 400);
  EXPECT_EQ(status(request({{"Sec-WebSocket-Version", "8"}})), 426);
  EXPECT_EQ(status(request({{"Sec-WebSocket-Key", "short"}})), 400);
  EXPECT_EQ(status(request({{"Sec-WebSocket-Protocol", "centrifuge-protobuf"}})), 400);
  auto by_query = request();
  by_query.target += "?format=protobuf";
  EXPECT_EQ(status(by_query), 400);
}

TEST(Handshake, ItsLengthIsBounded) {
  auto asked = request();
  asked.unread.assign(1024, 'x');
  EXPECT_EQ(status(asked), 101);
  EXPECT_LE(handshake_head(asked).size(), 1536u);
  asked.unread += 'x';
  EXPECT_EQ(status(asked), 400);
  EXPECT_EQ(status(request({{"Host", std::string(256, 'h')}})), 400);
}

TEST(Handshake, TheHeadCarriesWhatIsNeededAndTheEarlyBytes) {
  auto asked = request({{"Cookie", "large"}});
  asked.unread = "early";
  EXPECT_EQ(handshake_head(asked),
            "GET / HTTP/1.1\r\nConnection: Upgrade\r\nHost: chat.example.org:3000\r\nUpgrade: WebSocket\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\nearly");
}

}  // namespace
}  // namespace caravan::live
