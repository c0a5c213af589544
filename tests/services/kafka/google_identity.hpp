#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "adapters/google/kafka_tokens.hpp"
#include "adapters/google/stub_service_fixture.hpp"
#include "adapters/kafka/token_refresh.hpp"
#include "observe/metrics.hpp"
#include "runtime/random.hpp"
#include "services/kafka/fresh_cluster.hpp"

namespace caravan::services {

// Stands in for the metadata server of Google Cloud. The access tokens that it gives are those that the
// broker of this run takes (GoogleTokenValidator.java): they say themselves until when they are good.
class MetadataStub {
 public:
  using Answer = google::StubService::Answer;

  // From now on: what it says of a token's life, and how long the token is good in fact.
  void give(std::chrono::seconds said, std::chrono::seconds good);
  void give(std::chrono::seconds lifetime) { give(lifetime, lifetime); }
  void give_refused(std::chrono::seconds said);  // tokens that no broker takes
  void fail();                                   // answers that it cannot
  void fall_silent();                            // does not answer

  std::string url() const { return service_.url(); }
  std::size_t tokens_given() const;

 private:
  Answer answer(const google::StubService::Request& request);
  Answer token() const;

  mutable std::mutex mutex_;  // guards what follows
  enum class Mode { good, refused, failing, silent } mode_ = Mode::good;
  std::chrono::seconds said_{3600};
  std::chrono::seconds good_{3600};
  std::size_t given_ = 0;
  google::StubService service_{[this](const auto& request) { return answer(request); }};
};

// What a process on Google Cloud proves to brokers who it is with.
struct GoogleIdentity {
  // `deadline` is of one question.
  explicit GoogleIdentity(std::chrono::milliseconds deadline = std::chrono::seconds(3))
      : https({.deadline = deadline, .threads = 1}) {}

  MetadataStub metadata_server;
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  google::Https https;
  google::MetadataServer metadata{{.url = metadata_server.url()}, https, clock};
  google::KafkaTokens tokens{metadata, clock};
  kafka::TokenRefresh refresh{tokens, {}, random, metrics};

  // As `fresh_cluster`, at the listener that takes tokens alone.
  kafka::Cluster::Options fresh_cluster();
  double failures();
};

}  // namespace caravan::services
