#include <gmock/gmock.h>

#include "services/kafka/flow.hpp"
#include "services/kafka/google_identity.hpp"

// Brokers that take nobody without a token of Google's, and end a connection with its token.
namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

kafka::Cluster::Options quick_cluster(GoogleIdentity& identity) {
  auto options = identity.fresh_cluster();
  options.client.request_timeout = 2s;
  options.producer.confirm_timeout = 1s;
  return options;
}

ports::Task<void> expect_unavailable(Flow& flow) {
  const auto appended = co_await flow.log.append(flow.new_message(), ports::SteadyTime::max());
  EXPECT_TRUE(!appended && appended.error().code == ports::Errc::unavailable);
}

constexpr std::chrono::seconds kShort{5};

// From the topics, which are made, to the reader; then through the ends of two tokens.
ports::Task<void> longer_than_tokens_last(Flow& flow) {
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await flow.all_arrived();
  const auto end = flow.clock.now() + 2 * kShort + 1s;
  while (flow.clock.now() < end) {
    co_await flow.send(1);
    co_await flow.clock.sleep_until(flow.clock.now() + 50ms);
  }
  co_await flow.send(20);
  co_await flow.all_arrived();
  co_await hops.stop();
}

TEST(KafkaTokens, LetEveryClientInAndAreRenewedBeforeTheyEnd) {
  GoogleIdentity identity;
  identity.metadata_server.give(kShort);
  Flow flow(identity.fresh_cluster());
  flow.run(longer_than_tokens_last(flow));
  EXPECT_EQ(identity.failures(), 0);
}

ports::Task<void> metadata_server_away_at_the_start(Flow& flow, GoogleIdentity& identity) {
  co_await flow.until([&] { return identity.failures() >= 3; });
  co_await expect_unavailable(flow);
  identity.metadata_server.give(1h);
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await flow.all_arrived();
  co_await hops.stop();
}

TEST(KafkaTokens, WhoeverGivesThemMayBeAwayAtTheStart) {
  testing::internal::CaptureStderr();
  {
    GoogleIdentity identity;
    identity.metadata_server.fail();
    Flow flow(quick_cluster(identity));
    flow.run(metadata_server_away_at_the_start(flow, identity));
  }
  // Once, however many clients asked however often.
  const auto log = testing::internal::GetCapturedStderr();
  const std::string why = "status 503 for the token of the default service account";
  const auto first = log.find(R"("event":"kafka.token_not_given")");
  ASSERT_NE(first, std::string::npos) << log;
  EXPECT_NE(log.find(why, first), std::string::npos) << log;
  EXPECT_EQ(log.find("kafka.token_not_given", first + 30), std::string::npos) << log;
  EXPECT_NE(log.find("kafka.token_given", first), std::string::npos) << log;
}

// Its tokens are good for longer than it says, so that they are due while connections stand.
ports::Task<void> metadata_server_away_later(Flow& flow, GoogleIdentity& identity) {
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await flow.all_arrived();
  identity.metadata_server.fall_silent();
  co_await flow.until([&] { return identity.failures() >= 2; });
  const auto appended = co_await flow.log.append(flow.new_message(), ports::SteadyTime::max());
  EXPECT_TRUE(appended);
  co_await flow.send(20);
  co_await flow.all_arrived();
  const auto before = identity.metadata_server.tokens_given();
  identity.metadata_server.give(1h);
  co_await flow.until([&] { return identity.metadata_server.tokens_given() > before; });
  co_await flow.send(20);
  co_await flow.all_arrived();
  co_await hops.stop();
}

TEST(KafkaTokens, ConnectionsGoOnWhileWhoeverGivesThemIsAway) {
  GoogleIdentity identity(300ms);
  identity.metadata_server.give(3s, 1h);
  Flow flow(identity.fresh_cluster());
  flow.run(metadata_server_away_later(flow, identity));
}

ports::Task<void> refused_and_then_replaced(Flow& flow, GoogleIdentity& identity) {
  co_await flow.until([&] {
    const auto problem = flow.cluster.problem();
    return problem && problem->detail.find("topics cannot be listed") != std::string::npos;
  });
  co_await expect_unavailable(flow);
  identity.metadata_server.give(1h);
  co_await flow.send(5);
}

TEST(KafkaTokens, OneThatBrokersRefuseIsReplacedWhenItIsDue) {
  testing::internal::CaptureStderr();
  {
    GoogleIdentity identity;
    identity.metadata_server.give_refused(3s);
    Flow flow(quick_cluster(identity));
    flow.run(refused_and_then_replaced(flow, identity));
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("the access token is not good"));
}

TEST(KafkaTokens, PropertiesThatWouldGiveThemAwayAreRefused) {
  GoogleIdentity identity;
  for (const auto* property :
       {"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN", "sasl.mechanisms=PLAIN"}) {
    auto settings = identity.fresh_cluster().client;
    settings.properties.push_back(property);
    EXPECT_THROW(kafka::make_producer(settings, {}), std::invalid_argument) << property;
  }
}

// A client may end while it waits for a token.
TEST(KafkaTokens, NobodyWaitsForThemWhoEnds) {
  GoogleIdentity identity(300ms);
  identity.metadata_server.fall_silent();
  const auto settings = identity.fresh_cluster().client;
  for (int i = 0; i < 20; ++i)
    kafka::make_producer(settings, {});
}

}  // namespace
}  // namespace caravan::services
