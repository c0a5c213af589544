#include "services/kafka/google_identity.hpp"

#include <utility>

namespace caravan::services {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

void MetadataStub::give(seconds said, seconds good) {
  const std::lock_guard lock(mutex_);
  mode_ = Mode::good;
  said_ = said;
  good_ = good;
}

void MetadataStub::give_refused(seconds said) {
  const std::lock_guard lock(mutex_);
  mode_ = Mode::refused;
  said_ = said;
}

void MetadataStub::fail() {
  const std::lock_guard lock(mutex_);
  mode_ = Mode::failing;
}

void MetadataStub::fall_silent() {
  const std::lock_guard lock(mutex_);
  mode_ = Mode::silent;
}

std::size_t MetadataStub::tokens_given() const {
  const std::lock_guard lock(mutex_);
  return given_;
}

MetadataStub::Answer MetadataStub::answer(const google::StubService::Request& request) {
  const std::lock_guard lock(mutex_);
  if (mode_ == Mode::silent) return {.silent = true};
  if (mode_ == Mode::failing || !request.has("Metadata-Flavor: Google\r\n")) return {503, "not ready"};
  if (request.has("/service-accounts/default/email")) return {200, "caravan@demo.iam.gserviceaccount.com"};
  if (!request.has("/service-accounts/default/token")) return {404, ""};
  ++given_;
  return token();
}

MetadataStub::Answer MetadataStub::token() const {
  const auto end = std::chrono::floor<milliseconds>(system_clock::now() + good_).time_since_epoch().count();
  const auto text = (mode_ == Mode::good ? "good-" : "revoked-") + std::to_string(end);
  return {200, R"({"access_token":")" + text + R"(","expires_in":)" + std::to_string(said_.count()) +
                   R"(,"token_type":"Bearer"})"};
}

kafka::Cluster::Options GoogleIdentity::fresh_cluster() {
  auto options = services::fresh_cluster();
  options.client.brokers = environment("CARAVAN_TEST_KAFKA_TOKENS");
  options.client.properties = {"ssl.ca.location=" + environment("CARAVAN_TEST_KAFKA_CERTIFICATE")};
  options.client.tokens = &refresh;
  return options;
}

double GoogleIdentity::failures() {
  return metrics
      .counter("caravan_kafka_tokens_total", "Questions for a token for brokers by outcome",
               {{"outcome", "failed"}})
      .Value();
}

}  // namespace caravan::services
