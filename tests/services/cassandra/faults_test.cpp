#include <gmock/gmock.h>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_message_store.hpp"
#include "ports/contract_tests/samples.hpp"
#include "services/cassandra/keyspace.hpp"
#include "services/cassandra/store_then_memory_log.hpp"

namespace caravan::cassandra {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using ports::IdOrigin;
using ports::contract::direct_chat;
using ports::contract::draft;
using ports::contract::existing;
using ports::contract::get;
using ports::contract::kAnn;
using ports::contract::kBen;

// What a chat node has of this adapter.
struct Node {
  Surroundings around;
  Cluster cluster;
  CassandraChats chats{cluster, {}, around.clock, around.random};
  CassandraHistory history{cluster};
  CassandraMessageStore store{cluster, {}, around.metrics};
  services::StoreThenMemoryLog acceptance{store, around.clock, around.random, around.metrics};

  explicit Node(Cluster::Options options)
      : cluster(std::move(options), around.clock, around.random, around.metrics) {}

  std::vector<domain::Message> history_of(const domain::Chat& chat) {
    return get(history.before(chat.id, std::nullopt, 1'000));
  }
  ports::Result<domain::Message> send(domain::Draft sent) {
    return runtime::run_to_end(acceptance.accept(std::move(sent), IdOrigin::sender));
  }
  // As a client does it: the same id again until it is settled. Gives up after a minute.
  domain::Message send_until_settled(const domain::Draft& sent) {
    const auto give_up = around.clock.now() + 60s;
    auto answer = send(sent);
    while (!answer && is_retryable(answer.error().code) && around.clock.now() < give_up) {
      runtime::run_to_end(around.clock.sleep_until(around.clock.now() + 100ms));
      answer = send(sent);
    }
    return answer.value();
  }
};

Cluster::Options impatient(std::string keyspace) {
  auto options = options_for(std::move(keyspace));
  options.request_timeout = 2s;
  options.connect_timeout = 2s;
  options.reconnect = {50ms, 500ms};
  return options;
}

// Whatever a test does to the server, the next one finds it well.
class CassandraFaults : public testing::Test {
 protected:
  void TearDown() override {
    services::control("cassandra", "resume");
    if (killed_) services::control("cassandra", "restart");
  }
  void kill() {
    services::control("cassandra", "kill");
    killed_ = true;
  }
  void restart() {
    services::control("cassandra", "restart");
    killed_ = false;
  }

  // Long enough for what was sent before to be under way.
  static void resume_after(std::chrono::milliseconds pause) {
    runtime::SystemClock clock;
    runtime::run_to_end(clock.sleep_until(clock.now() + pause));
    services::control("cassandra", "resume");
  }

 private:
  bool killed_ = false;
};

TEST_F(CassandraFaults, ANodeComesUpWithoutItsStoreAndRecoversByItself) {
  kill();
  Node node(impatient(fresh_keyspace()));
  EXPECT_FALSE(node.cluster.ready());
  EXPECT_EQ(runtime::run_to_end(node.chats.find(domain::ChatId{ports::contract::new_uuid()})).error().code,
            Errc::unavailable);
  restart();
  wait_until_ready(node.cluster, node.around.clock);
  const auto chat = existing(node.chats, direct_chat(kAnn, kBen));
  EXPECT_EQ(node.history_of(chat).size(), 0u);
}

TEST_F(CassandraFaults, WhatWasConfirmedOutlivesAKilledServer) {
  Node node(impatient(clean_keyspace()));
  wait_until_ready(node.cluster, node.around.clock);
  const auto chat = existing(node.chats, direct_chat(kAnn, kBen));
  const auto before = get(node.acceptance.accept(draft(chat, kAnn, "before"), IdOrigin::sender));
  kill();
  const auto start = node.around.clock.now();
  EXPECT_FALSE(node.send(draft(chat, kAnn, "meanwhile")).has_value());
  EXPECT_LT(node.around.clock.now() - start, 10s);
  restart();
  const auto after = node.send_until_settled(draft(chat, kAnn, "after"));
  EXPECT_THAT(node.history_of(chat), testing::ElementsAre(after, before));
}

TEST_F(CassandraFaults, AHangingServerIsAnsweredForInTimeAndSendingAgainSettlesIt) {
  Node node(impatient(clean_keyspace()));
  wait_until_ready(node.cluster, node.around.clock);
  const auto chat = existing(node.chats, direct_chat(kAnn, kBen));
  const auto sent = draft(chat, kAnn, "once");
  services::control("cassandra", "pause");
  const auto start = node.around.clock.now();
  const auto unsettled = node.send(sent);
  const auto page = runtime::run_to_end(node.history.before(chat.id, std::nullopt, 10));
  EXPECT_LT(node.around.clock.now() - start, 15s);
  ASSERT_FALSE(unsettled);
  EXPECT_TRUE(is_retryable(unsettled.error().code)) << to_string(unsettled.error().code);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Errc::unavailable);
  services::control("cassandra", "resume");
  const auto settled = node.send_until_settled(sent);
  EXPECT_THAT(node.history_of(chat), testing::ElementsAre(settled));
}

TEST_F(CassandraFaults, OneIdThroughTwoNodesWhileTheServerHangsIsOneMessage) {
  const auto keyspace = clean_keyspace();
  Node one(impatient(keyspace)), other(impatient(keyspace));
  wait_until_ready(one.cluster, one.around.clock);
  wait_until_ready(other.cluster, other.around.clock);
  const auto chat = existing(one.chats, direct_chat(kAnn, kBen));
  for (int round = 0; round < 3; ++round) {
    const auto sent = draft(chat, kAnn, "once");
    std::optional<domain::Message> answer, answer_of_other;
    services::control("cassandra", "pause");
    ports::contract::simultaneously(3, [&](int i) {
      if (i == 0) answer = one.send_until_settled(sent);
      if (i == 1) answer_of_other = other.send_until_settled(sent);
      if (i == 2) resume_after(500ms);
    });
    EXPECT_EQ(answer, answer_of_other);
    EXPECT_EQ(one.history_of(chat).size(), static_cast<std::size_t>(round + 1));
    EXPECT_EQ(one.history_of(chat).front(), answer);
  }
}

}  // namespace
}  // namespace caravan::cassandra
