#include "wire/presence_record.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <vector>

namespace caravan::wire {
namespace {

using domain::PresenceEvent;

const domain::NodeId kNode = *domain::NodeId::parse("6f9619ff-8b86-4011-b42d-00c04fc964ff");
const domain::ListenerId kPhone = *domain::ListenerId::parse("0b1d2c3e-4f50-4617-8829-3a4b5c6d7e8f");

// One of each kind, in the order of the golden file.
const std::vector<PresenceEvent> kEvents{domain::NodeAlive{kNode},
                                         domain::ReaderConnected{{2}, kNode},
                                         domain::ReaderLeft{{2}, kNode},
                                         domain::ReaderListens{{2}, kPhone},
                                         domain::ReaderListens{{2}, kPhone, 57},
                                         domain::ReaderStopped{{2}, kPhone}};

TEST(PresenceRecord, IsWrittenAsTheGoldenFileSays) {
  std::ifstream golden(CARAVAN_GOLDEN "/reader_presence.jsonl");
  std::string line;
  for (const auto& event : kEvents) {
    ASSERT_TRUE(std::getline(golden, line));
    EXPECT_EQ(encode_record(event), line);
    EXPECT_EQ(std::get<PresenceEvent>(decode_presence(line)), event);
  }
  EXPECT_FALSE(std::getline(golden, line));
}

TEST(PresenceRecord, HasTheKeyOfWhatItTells) {
  EXPECT_EQ(key_of(kEvents[0]), kNode.to_string());
  EXPECT_EQ(key_of(kEvents[1]), "2/" + kNode.to_string());
  EXPECT_EQ(key_of(kEvents[2]), key_of(kEvents[1])) << "the newer takes the place of the older";
  EXPECT_EQ(key_of(kEvents[3]), "2/" + kPhone.to_string());
  EXPECT_EQ(key_of(kEvents[4]), key_of(kEvents[3]));
  EXPECT_EQ(key_of(kEvents[5]), key_of(kEvents[3]));
}

TEST(PresenceRecord, RefusesWhatIsNone) {
  for (
      const auto* json :
      {"", "{}", "null", R"({"v":1})", R"({"v":1,"kind":"sleeps","reader":"2"})",
       R"({"v":2,"kind":"alive","node":"6f9619ff-8b86-4011-b42d-00c04fc964ff"})",
       R"({"v":1,"kind":"alive","node":"one"})", R"({"v":1,"kind":"connected","reader":"2"})",
       R"({"v":1,"kind":"connected","reader":2,"node":"6f9619ff-8b86-4011-b42d-00c04fc964ff"})",
       R"({"v":1,"kind":"listens","reader":"2","node":"6f9619ff-8b86-4011-b42d-00c04fc964ff"})",
       R"({"v":1,"kind":"listens","reader":"2","listener":"6f9619ff-8b86-4011-b42d-00c04fc964ff","reached":"57"})"})
    EXPECT_TRUE(std::holds_alternative<Malformed>(decode_presence(json))) << json;
}

}  // namespace
}  // namespace caravan::wire
