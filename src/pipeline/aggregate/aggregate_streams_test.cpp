#include "pipeline/aggregate/aggregate_streams.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>
#include <set>
#include <string>

#include "pipeline/hop_fixture.hpp"

namespace caravan::aggregate {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

struct AggregateStreamsTest : HopTest {
  memory::MemoryStreamStage stage{store_, "aggregate_streams"};
  domain::AnchoredPolicy policy{3s};
  AggregateStreams hop{{}, policy, stage, clock_, random_, metrics_};

  void write(std::uint64_t chat, std::int64_t from, std::string body) {
    domain::Message message{.id = {domain::Uuid::v4(1, random_.next())},
                            .chat = {domain::Uuid::v4(2, chat)},
                            .from = {from},
                            .to = {},
                            .body = std::move(body),
                            .time = domain::TimeUuid::at({}, random_.next())};
    store_.chat_messages.append({std::move(message)});
    settle();
  }
  // "sender:body+body" of every batch, in the order of the log.
  std::vector<std::string> grouped() {
    std::vector<std::string> lines;
    for (const auto& batch : batches()) {
      std::string line = batch.stream()->sender.to_string() + ":";
      for (const auto& message : batch.messages)
        line += message->body + "+";
      line.pop_back();
      lines.push_back(std::move(line));
    }
    return lines;
  }
  std::vector<domain::Batch> batches() {
    std::vector<domain::Batch> all;
    for (const auto& logged : store_.chat_messages_grouped.read_after(0, 10'000))
      all.push_back(logged.record);
    return all;
  }
  ports::Offset committed() { return store_.chat_messages.committed("aggregate_streams"); }
};

TEST_F(AggregateStreamsTest, GathersWhatOnePersonWritesInOneChat) {
  start(hop.run());
  write(1, 7, "a");
  write(1, 8, "of another");
  write(2, 7, "elsewhere");
  write(1, 7, "b");
  advance(2999ms);
  EXPECT_THAT(grouped(), IsEmpty());
  advance(1ms);
  EXPECT_THAT(grouped(), UnorderedElementsAre("7:a+b", "8:of another", "7:elsewhere"));
  EXPECT_EQ(batches().front().messages.front()->chat, batches().front().stream()->chat);
}

TEST_F(AggregateStreamsTest, NothingThatWaitsIsDone) {
  start(hop.run());
  write(1, 7, "a");
  advance(1s);
  write(1, 8, "b");
  advance(2s);
  EXPECT_THAT(grouped(), ElementsAre("7:a"));
  EXPECT_EQ(committed(), 1) << "the other one still waits";
  advance(1s);
  EXPECT_EQ(committed(), 2);
}

// Processes that die at any moment: everything is in a batch in the end, in order, and late by no more than
// the window that began anew.
TEST_F(AggregateStreamsTest, LosesNothingWhenProcessesDie) {
  std::mt19937_64 dice(7);
  std::set<std::string> sent;
  for (int life = 0; life < 30; ++life) {
    memory::MemoryStreamStage stage_of_life{store_, "aggregate_streams"};
    AggregateStreams hop_of_life{{}, policy, stage_of_life, clock_, random_, metrics_};
    runtime::TaskGroup life_of_process(
        loop_.get_executor(),
        [](const std::string&, std::exception_ptr failure) { std::rethrow_exception(failure); });
    life_of_process.spawn("aggregate", hop_of_life.run());
    settle();
    for (int i = 0; i < 20; ++i) {
      const auto body = std::to_string(sent.size());
      sent.insert(body);
      write(1 + dice() % 3, static_cast<std::int64_t>(1 + dice() % 3), body);
      advance(std::chrono::milliseconds(dice() % 1000));
    }
    stop(life_of_process);
  }
  start(hop.run());
  advance(3s);
  std::set<std::string> found;
  for (const auto& batch : batches()) {
    EXPECT_TRUE(std::ranges::is_sorted(batch.messages, {}, [](const auto& m) { return std::stoi(m->body); }));
    for (const auto& message : batch.messages)
      found.insert(message->body);
  }
  EXPECT_EQ(found, sent);
  advance(1s);
  EXPECT_EQ(committed(), static_cast<ports::Offset>(sent.size()));
}

}  // namespace
}  // namespace caravan::aggregate
