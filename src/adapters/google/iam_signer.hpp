#pragma once

#include <string>

#include "adapters/google/https.hpp"
#include "adapters/google/metadata_server.hpp"
#include "ports/firebase_signer.hpp"

namespace caravan::google {

// Has Google sign (IAM Credentials, `signJwt`), so that there is no key file that could be lost: for
// processes that run under a service account, such as by Workload Identity. The account must be allowed
// `iam.serviceAccounts.signJwt` on the account that signs, also when that is itself. Thread-safe.
class IamSigner final : public ports::FirebaseSigner {
 public:
  struct Options {
    std::string url = "https://iamcredentials.googleapis.com";
    std::string account;  // the e-mail of who signs; empty: who the process runs as
  };

  IamSigner(Options options, Https& https, MetadataServer& metadata)
      : options_(std::move(options)), https_(https), metadata_(metadata) {}

  ports::Task<ports::Result<std::string>> sign(ports::FirebaseClaims claims) override;

 private:
  ports::Task<ports::Result<std::string>> account();
  ports::Task<ports::Result<Https::Answer>> ask(std::string account, std::string body);

  const Options options_;
  Https& https_;
  MetadataServer& metadata_;
};

}  // namespace caravan::google
