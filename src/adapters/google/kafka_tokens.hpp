#pragma once

#include "adapters/google/metadata_server.hpp"
#include "ports/broker_tokens.hpp"

namespace caravan::google {

// Tokens as brokers of Google's Managed Service for Apache Kafka take them: the access token of the service
// account that this process runs as, in the form of a JSON Web Token that nobody has signed. Thread-safe.
class KafkaTokens final : public ports::BrokerTokens {
 public:
  KafkaTokens(MetadataServer& metadata, const runtime::Clock& clock) : metadata_(metadata), clock_(clock) {}

  ports::Task<ports::Result<ports::BrokerToken>> token() override;

 private:
  MetadataServer& metadata_;
  const runtime::Clock& clock_;
};

}  // namespace caravan::google
