#include "caravan/firebase.hpp"
#ifdef CARAVAN_WITH_FIRESTORE
#include "adapters/google/iam_signer.hpp"
#include "adapters/google/key_file_signer.hpp"
#endif

namespace caravan {
#ifdef CARAVAN_WITH_FIRESTORE
namespace {

// Google's signer with what it asks through.
class SignerAtGoogle final : public ports::FirebaseSigner {
 public:
  SignerAtGoogle(const config::Firebase& firebase, const runtime::Clock& clock)
      : https_({.deadline = firebase.request_timeout, .queue_max = firebase.queue_max}),
        metadata_({.url = firebase.metadata_url}, https_, clock),
        signer_({.url = firebase.sign_url, .account = firebase.service_account}, https_, metadata_) {}

  ports::Task<ports::Result<std::string>> sign(ports::FirebaseClaims claims) override {
    return signer_.sign(claims);
  }

 private:
  google::Https https_;
  google::MetadataServer metadata_;
  google::IamSigner signer_;
};

}  // namespace
#endif

std::unique_ptr<ports::FirebaseSigner> firebase_signer([[maybe_unused]] const config::Firebase& firebase,
                                                       [[maybe_unused]] const runtime::Clock& clock) {
#ifdef CARAVAN_WITH_FIRESTORE
  if (firebase.signer == config::FirebaseSigner::key_file)
    return std::make_unique<google::KeyFileSigner>(firebase.credentials_file);
  if (firebase.signer == config::FirebaseSigner::iam)
    return std::make_unique<SignerAtGoogle>(firebase, clock);
#endif
  return nullptr;
}

}  // namespace caravan
