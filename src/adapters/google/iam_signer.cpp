#include "adapters/google/iam_signer.hpp"

#include <utility>

#include "wire/google_bodies.hpp"

namespace caravan::google {
namespace {

// Of what Google answers, for the log: it says which permission is missing.
constexpr std::size_t kDetailBytesMax = 300;

constexpr long kUnauthorized = 401;

ports::Error refusal(const std::string& url, const Https::Answer& answer) {
  return {ports::Errc::unavailable, url + ": signJwt answered " + std::to_string(answer.status) + ": " +
                                        answer.body.substr(0, kDetailBytesMax)};
}

}  // namespace

ports::Task<ports::Result<std::string>> IamSigner::sign(ports::FirebaseClaims claims) {
  auto email = co_await account();
  if (!email) co_return email.error();
  const auto body = wire::encode_sign_jwt(wire::encode(wire::CustomToken{.account = *email,
                                                                         .user = claims.user,
                                                                         .epoch = claims.session_epoch,
                                                                         .issued_at = claims.issued_at,
                                                                         .expires_at = claims.expires_at}));
  auto answer = co_await ask(*email, body);
  // The access token may have been taken back before its time.
  if (answer && answer->status == kUnauthorized) {
    metadata_.forget_access_token();
    answer = co_await ask(*email, body);
  }
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refusal(options_.url, *answer);
  auto token = wire::parse_signed_jwt(answer->body);
  if (!token) co_return ports::Error{ports::Errc::unavailable, options_.url + ": the answer holds no token"};
  co_return *std::move(token);
}

ports::Task<ports::Result<std::string>> IamSigner::account() {
  if (!options_.account.empty()) co_return options_.account;
  co_return co_await metadata_.email();
}

ports::Task<ports::Result<Https::Answer>> IamSigner::ask(std::string account, std::string body) {
  const auto access = co_await metadata_.access_token();
  if (!access) co_return access.error();
  Https::Request request;
  request.url = options_.url + "/v1/projects/-/serviceAccounts/" + account + ":signJwt";
  request.headers = {"Authorization: Bearer " + access->text, "Content-Type: application/json"};
  request.body = std::move(body);
  co_return co_await https_.ask(std::move(request));
}

}  // namespace caravan::google
