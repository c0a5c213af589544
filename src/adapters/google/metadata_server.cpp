#include "adapters/google/metadata_server.hpp"

#include "wire/google_bodies.hpp"

namespace caravan::google {
namespace {

constexpr const char* kAccount = "/computeMetadata/v1/instance/service-accounts/default/";

}  // namespace

// Google's own server gives a new token when the old one has less than five minutes.
ports::Task<ports::Result<MetadataServer::AccessToken>> MetadataServer::access_token(
    std::chrono::seconds remaining_min) {
  const auto asked = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (token_ && asked < token_->expires_at - remaining_min) co_return *token_;
  }
  const auto body = co_await read("token");
  if (!body) co_return body.error();
  auto token = wire::parse_access_token(*body);
  if (!token)
    co_return ports::Error{ports::Errc::unavailable, options_.url + ": the answer holds no access token"};
  const std::lock_guard lock(mutex_);
  token_ = {std::move(token->text), asked + token->lifetime};
  co_return *token_;
}

ports::Task<ports::Result<std::string>> MetadataServer::email() {
  {
    const std::lock_guard lock(mutex_);
    if (!email_.empty()) co_return email_;
  }
  auto body = co_await read("email");
  if (!body) co_return body.error();
  const std::lock_guard lock(mutex_);
  email_ = *body;
  co_return *std::move(body);
}

void MetadataServer::forget_access_token() {
  const std::lock_guard lock(mutex_);
  token_.reset();
}

ports::Task<ports::Result<std::string>> MetadataServer::read(const char* what) {
  Https::Request request;
  request.url = options_.url + kAccount + what;
  // The server answers nobody without it: so no page of a browser can ask.
  request.headers = {"Metadata-Flavor: Google"};
  request.direct = true;
  auto answer = co_await https_.ask(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status != 200 || answer->body.empty())
    co_return ports::Error{ports::Errc::unavailable, options_.url + ": status " +
                                                         std::to_string(answer->status) + " for the " + what +
                                                         " of the default service account"};
  co_return std::move(answer->body);
}

}  // namespace caravan::google
