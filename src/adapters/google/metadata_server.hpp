#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/google/https.hpp"
#include "runtime/clock.hpp"

namespace caravan::google {

// Tells a process on Google Cloud which service account it runs as, and proves it to other services.
// Thread-safe. Owns nothing it refers to.
class MetadataServer {
 public:
  struct Options {
    std::string url = "http://metadata.google.internal";
  };

  MetadataServer(Options options, Https& https, const runtime::Clock& clock)
      : options_(std::move(options)), https_(https), clock_(clock) {}

  struct AccessToken {
    std::string text;
    runtime::SteadyTime expires_at;
  };

  // The access token that was asked for last, while so much of it is left; then a new one. Errors as of
  // `Https::ask`, and `unavailable` when this machine has no service account.
  ports::Task<ports::Result<AccessToken>> access_token(
      std::chrono::seconds remaining_min = std::chrono::minutes(1));
  // The account's e-mail. Kept for good.
  ports::Task<ports::Result<std::string>> email();
  // Somebody has refused the access token: the next one is asked for anew.
  void forget_access_token();

 private:
  ports::Task<ports::Result<std::string>> read(const char* what);

  const Options options_;
  Https& https_;
  const runtime::Clock& clock_;

  std::mutex mutex_;  // guards what follows
  std::optional<AccessToken> token_;
  std::string email_;
};

}  // namespace caravan::google
