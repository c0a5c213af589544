#include "caravan/broker_tokens.hpp"

#include "adapters/google/kafka_tokens.hpp"

namespace caravan {
namespace {

// The metadata server is on the same machine. The end of the process may have to wait for so long.
constexpr std::chrono::seconds kDeadline{3};

// Google's tokens with what they are asked for through.
class TokensOfGoogle final : public ports::BrokerTokens {
 public:
  TokensOfGoogle(const config::Kafka& kafka, const runtime::Clock& clock)
      : https_({.deadline = kDeadline, .threads = 1}),
        metadata_({.url = kafka.metadata_url}, https_, clock),
        tokens_(metadata_, clock) {}

  ports::Task<ports::Result<ports::BrokerToken>> token() override { return tokens_.token(); }

 private:
  google::Https https_;
  google::MetadataServer metadata_;
  google::KafkaTokens tokens_;
};

}  // namespace

std::unique_ptr<ports::BrokerTokens> broker_tokens(const config::Kafka& kafka, const runtime::Clock& clock) {
  if (kafka.authentication == config::KafkaAuthentication::none) return nullptr;
  return std::make_unique<TokensOfGoogle>(kafka, clock);
}

}  // namespace caravan
