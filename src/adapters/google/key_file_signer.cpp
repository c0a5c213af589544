#include "adapters/google/key_file_signer.hpp"

#include <fstream>
#include <stdexcept>

#include "wire/google_bodies.hpp"

namespace caravan::google {
namespace {

constexpr std::size_t kFileBytesMax = 64 * 1024;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw std::runtime_error("service account key " + file.string() + ": " + what);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kFileBytesMax, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) fail(file, "cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// A key that others can read is no secret. Kubernetes mounts secrets readable for a group, so that is left to
// it.
void refuse_if_everybodys(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::error_code error;
  const auto allowed = std::filesystem::status(file, error).permissions();
  if (!error && (allowed & (perms::others_read | perms::others_write)) != perms::none)
    fail(file, "everybody on this machine may use it; run: chmod o-rwx " + file.string());
}

}  // namespace

KeyFileSigner::Identity KeyFileSigner::identity_in(const std::filesystem::path& file) {
  refuse_if_everybodys(file);
  auto key = wire::parse_service_account_key(content_of(file));
  if (!key) fail(file, "is not the JSON key of a service account");
  try {
    return {std::move(key->email), Rs256Key(key->private_key)};
  } catch (const std::invalid_argument& error) {
    fail(file, std::string("its private_key is ") + error.what());
  }
}

KeyFileSigner::KeyFileSigner(const std::filesystem::path& file) : identity_(identity_in(file)) {}

ports::Task<ports::Result<std::string>> KeyFileSigner::sign(ports::FirebaseClaims claims) {
  co_return identity_.key.sign_jwt(wire::encode(wire::CustomToken{.account = identity_.email,
                                                                  .user = claims.user,
                                                                  .epoch = claims.session_epoch,
                                                                  .issued_at = claims.issued_at,
                                                                  .expires_at = claims.expires_at}));
}

}  // namespace caravan::google
