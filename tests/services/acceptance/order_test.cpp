#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "adapters/kafka/kafka_log.hpp"
#include "adapters/kafka/times_watch.hpp"
#include "services/acceptance/chat_node.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using ports::contract::draft;
using ports::contract::existing;
using ports::contract::get;
using ports::contract::group_chat;
using ports::contract::kAnn;
using ports::contract::kBen;
using ports::contract::simultaneously;

// A chat's messages as the log has them.
std::vector<domain::Message> log_of(ChatNode& node, const domain::Chat& chat, std::size_t count) {
  kafka::KafkaFanOutStage log(node.kafka, "reader");
  std::vector<domain::Message> messages;
  const auto give_up = std::chrono::steady_clock::now() + 60s;
  while (messages.size() < count && std::chrono::steady_clock::now() < give_up)
    for (const auto& logged : get(log.next(1'000, std::chrono::steady_clock::now() + 1s)))
      if (logged.record.chat == chat.id) messages.push_back(logged.record);
  return messages;
}

TEST(OrderOfAChat, InTheLogIsThatOfHistory) {
  constexpr int senders = 8, each = 25;
  SharedStores stores;
  SkewedClock clock{0s};
  ChatNode node(stores, clock);
  const auto chat = existing(node.chats, group_chat("crew", {kAnn, kBen}));
  simultaneously(senders, [&](int) {
    for (int i = 0; i < each; ++i)
      node.send(draft(chat, kAnn, "x")).value();
  });
  const auto logged = log_of(node, chat, senders * each);
  auto stored = node.history_of(chat);
  std::ranges::reverse(stored);
  ASSERT_EQ(stored.size(), std::size_t{senders * each});
  EXPECT_EQ(logged, stored);
}

// A node that starts with its clock behind goes on above what it, or another one, gave before.
TEST(OrderOfAChat, GoesOnWhenANodeIsStartedWithItsClockBehind) {
  SharedStores stores;
  SkewedClock right{0s}, behind{-5s};
  std::optional<ChatNode> node(std::in_place, stores, right);
  const auto chat = existing(node->chats, group_chat("crew", {kAnn, kBen}));
  const auto before = node->send(draft(chat, kAnn, "before")).value();
  ASSERT_EQ(log_of(*node, chat, 1).size(), 1u) << "in the log, where the next one finds it";
  node.reset();

  ChatNode restarted(stores, behind, 30s);
  kafka::TimesWatch watch(restarted.kafka,
                          {.time = [&](domain::WallTime time) { restarted.acceptance.see(time); },
                           .newest_known = [&] { restarted.acceptance.floor_is_known(); }});
  const auto after = restarted.send(draft(chat, kAnn, "after")).value();
  EXPECT_GT(after.time, before.time);
}

}  // namespace
}  // namespace caravan::services
