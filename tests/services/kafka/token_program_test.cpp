#include <csignal>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/kafka/offsets.hpp"
#include "runtime/run_to_end.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/google_identity.hpp"

// The settings `kafka.authentication` and `kafka.metadata_url`, in every command that reads Kafka.
namespace caravan::services {
namespace {

using namespace std::chrono_literals;

// The program, with settings of its own in its environment. Ended when a test forgets it.
class Program {
 public:
  Program(std::vector<std::string> arguments, std::vector<std::string> settings) {
    arguments.insert(arguments.begin(), environment("CARAVAN_BIN"));
    for (char** entry = environ; *entry != nullptr; ++entry)
      settings.emplace_back(*entry);
    const auto argv = pointers(arguments), envp = pointers(settings);
    if (posix_spawn(&pid_, arguments[0].c_str(), nullptr, nullptr, argv.data(), envp.data()) != 0)
      throw std::runtime_error(arguments[0] + " does not start");
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  void ask_to_end() { kill(pid_, SIGTERM); }
  // What it ended with; waits for that.
  int code() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts)
      result.push_back(text.data());
    result.push_back(nullptr);
    return result;
  }

  pid_t pid_ = 0;
};

std::vector<std::string> settings_of(const kafka::Cluster::Options& options,
                                     const std::string& metadata_url) {
  return {"CARAVAN_BACKEND_ACCOUNTS=postgres",
          "CARAVAN_BACKEND_HISTORY=cassandra",
          "CARAVAN_BACKEND_LOG=kafka",
          "CARAVAN_BACKEND_FEED=log",
          "CARAVAN_SERVER_LISTEN=127.0.0.1:0",
          "CARAVAN_KAFKA_AUTHENTICATION=google",
          "CARAVAN_KAFKA_METADATA_URL=" + metadata_url,
          "CARAVAN_KAFKA_BROKERS=" + options.client.brokers,
          "CARAVAN_KAFKA_PROPERTIES=" + options.client.properties.front(),
          "CARAVAN_KAFKA_TOPIC_PREFIX=" + options.topics.prefix,
          "CARAVAN_KAFKA_GROUP_PREFIX=" + options.group_prefix,
          "CARAVAN_KAFKA_PARTITIONS=" + std::to_string(options.topics.partitions),
          "CARAVAN_KAFKA_REPLICATION=1"};
}

// Looks through the listener that lets everybody in. A topic that was just made has no leader yet.
void until_it_can_be_read(const std::string& topic, std::int32_t partitions) {
  const auto client = kafka::make_producer(fresh_cluster().client, {});
  runtime::SystemClock clock;
  const auto deadline = clock.now() + 60s;
  while (!kafka::offsets_at(*client, topic, partitions, kafka::kEnd, 5s)) {
    if (clock.now() > deadline) throw std::runtime_error("nobody makes " + topic);
    runtime::run_to_end(clock.sleep_until(clock.now() + 50ms));
  }
}

TEST(KafkaTokens, AreWhatTheProgramIsLetInBy) {
  GoogleIdentity identity;
  const auto options = identity.fresh_cluster();
  const auto settings = settings_of(options, identity.metadata_server.url());

  Program server({"serve", "--roles", "aggregate"}, settings);
  until_it_can_be_read(options.topics.name("chat_deliveries"), options.topics.partitions);
  Program cost({"cost", "--replay"}, settings);
  EXPECT_EQ(cost.code(), 0);
  server.ask_to_end();
  EXPECT_EQ(server.code(), 0);
}

}  // namespace
}  // namespace caravan::services
