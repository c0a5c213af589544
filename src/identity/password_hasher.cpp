#include "identity/password_hasher.hpp"

#include <sodium.h>
#include <stdexcept>
#include <sys/mman.h>
#include <utility>

namespace caravan::identity {
namespace {

ports::Error out_of_memory() {
  return {ports::Errc::unavailable, "Argon2id did not get the memory that it needs for a password"};
}

ports::Result<std::string> argon2id(const std::string& password, const PasswordHasher::Options& options) {
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), options.passes, options.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return out_of_memory();
  return std::string(hash);
}

bool could_be_had(std::size_t bytes) {
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory != MAP_FAILED && ::munmap(memory, bytes) == 0;
}

ports::Result<bool> is_made_from(const std::string& password, const std::string& hash,
                                 const PasswordHasher::Options& options) {
  if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0) return true;
  // libsodium says the same no to a wrong password and when it got no memory to find out. A no while memory
  // is short is not to be trusted: it would lock people out of their accounts.
  if (!could_be_had(options.memory_bytes)) return out_of_memory();
  return false;
}

ports::Error overloaded() {
  return {ports::Errc::overloaded, "too many passwords wait to be hashed"};
}

std::string nobodys_hash(const PasswordHasher::Options& options) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
  auto hash = argon2id("nobody's password", options);
  if (!hash)
    throw std::runtime_error("Argon2id needs " + std::to_string(options.memory_bytes) +
                             " bytes of memory for a password, and did not get them");
  return *std::move(hash);
}

}  // namespace

PasswordHasher::PasswordHasher(const Options& options)
    : options_(options),
      nobodys_hash_(nobodys_hash(options)),
      pool_({.name = "passwords", .threads = options.threads, .queue_max = options.queue_max}) {}

ports::Task<ports::Result<std::string>> PasswordHasher::hash(std::string password, runtime::Share share) {
  // Named, because GCC 12 copies a temporary closure bit by bit into the frame of a coroutine that is
  // awaited, and a short string points into itself.
  auto work = [password = std::move(password), options = options_] { return argon2id(password, options); };
  auto hash = co_await pool_.run(share, std::move(work));
  if (!hash) co_return overloaded();
  co_return std::move(*hash);
}

ports::Task<ports::Result<bool>> PasswordHasher::verify(std::string password, std::string hash,
                                                        runtime::Share share) {
  auto work = [password = std::move(password), hash = std::move(hash), options = options_] {
    return is_made_from(password, hash, options);
  };
  const auto matches = co_await pool_.run(share, std::move(work));
  if (!matches) co_return overloaded();
  co_return *matches;
}

ports::Task<ports::Result<bool>> PasswordHasher::verify_nobody(std::string password, runtime::Share share) {
  const auto matches = co_await verify(std::move(password), nobodys_hash_, share);
  if (!matches) co_return matches.error();
  co_return false;
}

}  // namespace caravan::identity
