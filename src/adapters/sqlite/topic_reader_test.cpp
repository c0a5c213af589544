#include "adapters/sqlite/topic_reader.hpp"

#include <gmock/gmock.h>

#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/store_fixture.hpp"
#include "wire/log_records.hpp"

namespace caravan::sqlite {
namespace {

using ports::contract::get;
using ports::contract::kBen;
using testing::ElementsAre;
using testing::IsEmpty;

class TopicReaderTest : public StoreFixture {};

TEST_F(TopicReaderTest, ReadsBesideARunningServerAndSeesWhatComes) {
  open();
  const auto chat = new_chat();
  const auto first = send(chat, "first");
  TopicReader reader(directory.path(), "chat_messages");
  EXPECT_THAT(reader.next(10), ElementsAre(TopicRecord{1, chat.id.to_string(), wire::encode_record(first)}));
  EXPECT_THAT(reader.next(10), IsEmpty());
  send(chat, "second");
  send(chat, "third");
  EXPECT_THAT(reader.next(1), ElementsAre(testing::Field(&TopicRecord::value, testing::HasSubstr("second"))));
  EXPECT_THAT(reader.next(10), ElementsAre(testing::Field(&TopicRecord::value, testing::HasSubstr("third"))));
}

TEST_F(TopicReaderTest, ReadsEveryTopicFromAnyOffset) {
  open();
  const auto chat = new_chat();
  deliver(chat, "first");
  deliver(chat, "second");
  SqliteAggregateStage aggregate(*database, clock, "aggregate");
  const auto deliveries = get(aggregate.next(10, clock.now()));
  const domain::Batch batch{kBen, {deliveries[0].record.message, deliveries[1].record.message}};
  get(aggregate.append_and_commit({batch}, deliveries[1].offset));

  EXPECT_THAT(TopicReader(directory.path(), "chat_deliveries", deliveries[0].offset).next(10),
              ElementsAre(TopicRecord{2, "2", wire::encode_record(deliveries[1].record)}));
  EXPECT_THAT(TopicReader(directory.path(), "chat_messages_grouped").next(10),
              ElementsAre(TopicRecord{1, "2", wire::encode_record(batch)}));
}

TEST_F(TopicReaderTest, ReadsAStoreThatNoServerHasOpen) {
  open();
  send(new_chat(), "left behind");
  close();
  EXPECT_EQ(TopicReader(directory.path(), "chat_messages").next(10).size(), 1u);
}

TEST_F(TopicReaderTest, SaysWhatIsWrong) {
  EXPECT_THAT(
      [&] { TopicReader(directory.path(), "chat_messages"); },
      testing::ThrowsMessage<UnusableStore>(testing::HasSubstr("no store in " + directory.path().string())));
  open();
  EXPECT_THAT([&] { TopicReader(directory.path(), "messages"); },
              testing::ThrowsMessage<UnusableStore>(testing::HasSubstr("chat_deliveries")));
}

}  // namespace
}  // namespace caravan::sqlite
