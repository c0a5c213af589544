#include "domain/presence_changes.hpp"

#include <gmock/gmock.h>

namespace caravan::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr NodeId kNode{};
constexpr ListenerId kPhone{};

TEST(PresenceChanges, AreTakenOnce) {
  PresenceChanges changes;
  EXPECT_TRUE(changes.empty());
  changes.note(ReaderListens{{1}, kPhone});
  changes.note(ReaderConnected{{2}, kNode});
  changes.note(NodeAlive{kNode});
  EXPECT_FALSE(changes.empty());
  EXPECT_THAT(changes.take(),
              ElementsAre(PresenceEvent(NodeAlive{kNode}), PresenceEvent(ReaderConnected{{2}, kNode}),
                          PresenceEvent(ReaderListens{{1}, kPhone})));
  EXPECT_THAT(changes.take(), IsEmpty());
}

TEST(PresenceChanges, KeepTheNewestStateOfEachThing) {
  PresenceChanges changes;
  for (int i = 0; i < 1000; ++i) {
    changes.note(ReaderConnected{{1}, kNode});
    changes.note(ReaderLeft{{1}, kNode});
    changes.note(ReaderStopped{{1}, kPhone});
    changes.note(ReaderListens{{1}, kPhone});
    changes.note(NodeAlive{kNode});
  }
  EXPECT_THAT(changes.take(),
              ElementsAre(PresenceEvent(NodeAlive{kNode}), PresenceEvent(ReaderLeft{{1}, kNode}),
                          PresenceEvent(ReaderListens{{1}, kPhone})));
}

TEST(PresenceChanges, ThatArePutBackGiveWayToNewerOnes) {
  PresenceChanges changes;
  changes.note(ReaderConnected{{1}, kNode});
  changes.note(ReaderConnected{{2}, kNode});
  const auto taken = changes.take();
  changes.note(ReaderLeft{{2}, kNode});
  changes.put_back(taken);
  EXPECT_THAT(changes.take(),
              ElementsAre(PresenceEvent(ReaderConnected{{1}, kNode}), PresenceEvent(ReaderLeft{{2}, kNode})));
}

}  // namespace
}  // namespace caravan::domain
