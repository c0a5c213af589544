#include <gmock/gmock.h>

#include "adapters/cassandra/cassandra_unpublished.hpp"
#include "ports/contract_tests/samples.hpp"
#include "services/cassandra/keyspace.hpp"

namespace caravan::cassandra {
namespace {

using ports::contract::get;
using ports::contract::kAnn;
using ports::contract::kBen;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

class Unpublished : public testing::Test {
 protected:
  ReadyCluster ready_{options_for(fresh_keyspace())};
  CassandraUnpublished one_{ready_.cluster, ready_.around.clock, ready_.around.random};
  CassandraUnpublished other_{ready_.cluster, ready_.around.clock, ready_.around.random};

  static domain::Message message(int second) {
    const domain::WallTime instant(std::chrono::hours(490'000) + std::chrono::seconds(second));
    return {domain::MessageId{ports::contract::new_uuid()},
            domain::ChatId{ports::contract::new_uuid()},
            kAnn,
            second % 2 == 0 ? std::nullopt : std::optional(kBen),
            "body " + std::to_string(second),
            domain::TimeUuid::at(instant, 7)};
  }
  std::size_t slots() {
    auto look = call(Statement::slots_from, std::int64_t{0}, std::int32_t{1'000});
    return runtime::run_to_end(ready_.cluster.run(std::move(look))).value().rows();
  }
};

TEST_F(Unpublished, GoesThroughManySlotsAndForgetsThem) {
  std::vector<domain::Message> added, returned;
  for (int second = 0; second < 200; second += 5)
    get((second % 2 == 0 ? one_ : other_).add(added.emplace_back(message(second))));
  for (auto some = get(other_.some(3)).messages; !some.empty(); some = get(other_.some(3)).messages) {
    EXPECT_LE(some.size(), 3u);
    for (const auto& message : some) {
      returned.push_back(message);
      get(other_.remove(message));
    }
  }
  EXPECT_THAT(returned, UnorderedElementsAreArray(added));
  EXPECT_EQ(slots(), 0u);
}

TEST_F(Unpublished, AMessageAddedToASlotThatWasForgottenIsFound) {
  const auto gone = message(1), late = message(2);
  get(one_.add(gone));
  get(one_.remove(gone));
  EXPECT_THAT(get(other_.some(10)).messages, IsEmpty());
  EXPECT_EQ(slots(), 0u);
  get(one_.add(late));
  EXPECT_THAT(get(other_.some(10)).messages, ElementsAre(late));
}

TEST_F(Unpublished, NothingIsLostWhileOthersAddAndRemove) {
  constexpr int writers = 4, each = 25;
  std::vector<domain::MessageId> published;
  std::atomic<int> writing = writers;
  ports::contract::simultaneously(writers + 1, [&](int i) {
    if (i < writers) {
      for (int k = 0; k < each; ++k)
        get((i % 2 == 0 ? one_ : other_).add(message(k % 4 * 10)));
      --writing;
      return;
    }
    for (auto some = get(one_.some(10)).messages; writing > 0 || !some.empty();
         some = get(one_.some(10)).messages)
      for (const auto& message : some) {
        get(one_.remove(message));
        published.push_back(message.id);
      }
  });
  std::ranges::sort(published);
  published.erase(std::unique(published.begin(), published.end()), published.end());
  EXPECT_THAT(published, SizeIs(writers * each));
}

}  // namespace
}  // namespace caravan::cassandra
