#include "adapters/google/kafka_tokens.hpp"

#include "adapters/google/base64url.hpp"
#include "wire/google_bodies.hpp"

namespace caravan::google {

using std::chrono::floor;
using std::chrono::seconds;

ports::Task<ports::Result<ports::BrokerToken>> KafkaTokens::token() {
  const auto access = co_await metadata_.access_token(ports::kBrokerTokenMargin);
  if (!access) co_return access.error();
  auto email = co_await metadata_.email();
  if (!email) co_return email.error();
  const auto now = clock_.wall();
  const auto expires_at = floor<seconds>(now + (access->expires_at - clock_.now()));
  const auto claims = wire::encode(
      wire::BrokerClaims{.account = *email, .issued_at = floor<seconds>(now), .expires_at = expires_at});
  auto text = base64url(R"({"typ":"JWT","alg":"GOOG_OAUTH2_TOKEN"})") + '.' + base64url(claims) + '.' +
              base64url(access->text);
  co_return ports::BrokerToken{std::move(text), *std::move(email), expires_at};
}

}  // namespace caravan::google
