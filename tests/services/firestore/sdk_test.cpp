#include <cstdio>
#include <gmock/gmock.h>
#include <stdexcept>

#include "services/firestore/firestore_fixture.hpp"

// What Google's own client sees of what the adapter writes.
namespace caravan::firestore {
namespace {

// A listener in another process (sdk_reader.mjs).
class SdkReader {
 public:
  SdkReader(const std::string& project, domain::UserId reader, std::int64_t last_n) {
    const auto command = "FIRESTORE_EMULATOR_HOST=" + services::environment("CARAVAN_TEST_FIRESTORE_PROXY") +
                         " METADATA_SERVER_DETECTION=none node " CARAVAN_SDK_READER " " + project + " " +
                         reader.to_string() + " " + std::to_string(last_n);
    pipe_ = ::popen(command.c_str(), "r");
    if (pipe_ == nullptr) throw std::runtime_error("node did not start");
  }
  SdkReader(const SdkReader&) = delete;
  SdkReader& operator=(const SdkReader&) = delete;
  ~SdkReader() { EXPECT_EQ(::pclose(pipe_), 0); }

  // Of the next snapshot; waits for it.
  std::string line() {
    std::string line;
    for (int c = std::fgetc(pipe_); c != EOF && c != '\n'; c = std::fgetc(pipe_))
      line += static_cast<char>(c);
    return line;
  }

 private:
  std::FILE* pipe_;
};

std::string words(std::int64_t offset, const domain::Message& message) {
  return std::to_string(offset) + " " + message.id.to_string() + " " + message.chat.to_string() + " " +
         message.from.to_string() + " " + (message.to ? message.to->to_string() : "") + " " + message.body +
         " " + message.time.to_string();
}

class FirestoreSdk : public FirestoreTest {};

TEST_F(FirestoreSdk, AListenerSeesEveryWriteAndPaysAReadForEach) {
  Node node(options());
  SdkReader reader(project(), kAnn, 4);
  EXPECT_EQ(reader.line(), "nothing");
  services::proxy("reset");
  const auto first = batch(kAnn, 0, {1, 2}, "Grüße, 世界 👋 \"\\");
  EXPECT_TRUE(node.show(first).outcome);
  const auto two = words(1, *first.messages[0]) + "|" + words(2, *first.messages[1]);
  EXPECT_EQ(reader.line(), "2|1|log-1|" + two);
  const auto second = batch(kAnn, 2, {4}, std::string(5'000, 'x'));
  EXPECT_TRUE(node.show(second).outcome);
  EXPECT_EQ(reader.line(), "4|1|log-1|" + two + "|4 " + second.messages[0]->chat.to_string());
  EXPECT_EQ(services::counted("reads"), 3) << "two snapshots, and the adapter's first touch";
  EXPECT_EQ(services::counted("writes"), 2);
}

}  // namespace
}  // namespace caravan::firestore
