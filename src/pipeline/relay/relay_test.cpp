#include "pipeline/relay/relay.hpp"

#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/hop_fixture.hpp"

namespace caravan::relay {
namespace {

using namespace std::chrono_literals;

struct RelayTest : HopTest {
  memory::MemoryMessageLog log{store_};
  memory::MemoryUnpublished unpublished;
  Relay hop{{.messages_max = 2, .interval = 1s}, unpublished, log, clock_, random_, metrics_};
  domain::Chat chat = make_chat({1, 2});

  void note(std::string body) {
    domain::Message message{
        {domain::Uuid::v4(7, random_.next())}, chat.id, {1}, {{2}}, std::move(body), store_.next_time()};
    (void)result_of(unpublished.add(std::move(message)));
  }
  std::vector<std::string> logged() {
    std::vector<std::string> bodies;
    for (const auto& [offset, message] : store_.chat_messages.read_after(0, 100))
      bodies.push_back(message.body);
    return bodies;
  }
};

using Bodies = std::vector<std::string>;

TEST_F(RelayTest, BringsWhatIsUnpublishedToTheLogOldestFirst) {
  for (const char* body : {"a", "b", "c"})
    note(body);
  start(hop.run());
  EXPECT_EQ(logged(), (Bodies{"a", "b", "c"}));
  EXPECT_EQ(unpublished.count(), 0u);
}

TEST_F(RelayTest, LooksAgainAfterAnInterval) {
  start(hop.run());
  note("late");
  settle();
  EXPECT_EQ(logged(), Bodies{});
  advance(1s);
  EXPECT_EQ(logged(), Bodies{"late"});
}

TEST_F(RelayTest, KeepsWhatTheLogDoesNotTake) {
  note("a");
  log.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  EXPECT_EQ(unpublished.count(), 1u);
  advance(10s);
  EXPECT_EQ(logged(), Bodies{"a"});
  EXPECT_EQ(unpublished.count(), 0u);
}

TEST_F(RelayTest, GoesOnWhenTheListCannotAnswer) {
  note("a");
  unpublished.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  EXPECT_EQ(logged(), Bodies{});
  advance(10s);
  EXPECT_EQ(logged(), Bodies{"a"});
}

}  // namespace
}  // namespace caravan::relay
