#include "wire/firebase_bodies.hpp"

#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

TEST(FirebaseBodies, AToken) {
  EXPECT_EQ(encode(FirebaseToken{"a.b.c", std::chrono::seconds(3600)}),
            R"({"token":"a.b.c","expires_in":3600})");
}

TEST(FirebaseBodies, ThatPresenceWasHeard) {
  EXPECT_EQ(encode(PresenceHeard{std::chrono::seconds(60)}), R"({"again_in_s":60})");
}

TEST(FirebaseBodies, WhatWaitsForWhoeverIsThere) {
  EXPECT_EQ(encode(PresenceHeard{std::chrono::seconds(60), InboxText{"log", 58, 58, {R"([58,"chat"])"}}}),
            R"({"again_in_s":60,"inbox":{"log":"log","n":58,"oldest":58,"entries":["[58,\"chat\"]"]}})");
  EXPECT_EQ(encode(PresenceHeard{std::chrono::seconds(60), InboxText{"log", 57, 58, {}}}),
            R"({"again_in_s":60,"inbox":{"log":"log","n":57,"oldest":58,"entries":[]}})");
}

TEST(FirebaseBodies, TheWebUisSettingsWithoutFirebase) {
  EXPECT_EQ(encode(WebConfig{.realtime = "websocket", .firebase = {}}),
            R"({"realtime":"websocket","firebase":null})");
}

TEST(FirebaseBodies, TheWebUisSettingsWithAllOfFirebase) {
  WebConfig::Firebase firebase;
  firebase.api_key = "key \"1\"";
  firebase.project = "demo";
  firebase.auth_domain = "demo.firebaseapp.com";
  firebase.app_id = "1:2:web:3";
  firebase.database = "(default)";
  firebase.emulators = {"127.0.0.1:8080", "http://127.0.0.1:9099"};
  EXPECT_EQ(encode(WebConfig{"both", firebase}),
            R"json({"realtime":"both","firebase":{"apiKey":"key \"1\"","projectId":"demo",)json"
            R"json("authDomain":"demo.firebaseapp.com","appId":"1:2:web:3","database":"(default)",)json"
            R"json("emulators":{"firestore":"127.0.0.1:8080","auth":"http://127.0.0.1:9099"}}})json");
}

TEST(FirebaseBodies, WhatIsNotSetIsLeftOut) {
  WebConfig::Firebase firebase;
  firebase.api_key = "k";
  firebase.project = "p";
  EXPECT_EQ(encode(WebConfig{"firestore", firebase}),
            R"({"realtime":"firestore","firebase":{"apiKey":"k","projectId":"p"}})");
}

}  // namespace
}  // namespace caravan::wire
