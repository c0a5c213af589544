#pragma once

#include <filesystem>
#include <string>

#include "adapters/google/rs256_key.hpp"
#include "ports/firebase_signer.hpp"

namespace caravan::google {

// Signs with a service account's own key, in this process: nobody has to be asked. About a millisecond each.
class KeyFileSigner final : public ports::FirebaseSigner {
 public:
  // Reads the JSON file that the Cloud console gives for a key. Throws `std::runtime_error` that names the
  // file and what to do. For start-up: it blocks.
  explicit KeyFileSigner(const std::filesystem::path& file);

  ports::Task<ports::Result<std::string>> sign(ports::FirebaseClaims claims) override;

 private:
  struct Identity {
    std::string email;
    Rs256Key key;
  };
  static Identity identity_in(const std::filesystem::path& file);

  const Identity identity_;
};

}  // namespace caravan::google
