#include "identity/password_hasher.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "runtime/run_to_end.hpp"

namespace caravan::identity {
namespace {

using runtime::run_to_end;

constexpr PasswordHasher::Options kCheap{.memory_bytes = 8192, .passes = 1, .threads = 1};

TEST(PasswordHasher, KnowsThePasswordOfAHash) {
  PasswordHasher hasher(kCheap);
  const auto hash = run_to_end(hasher.hash("correct horse"));
  ASSERT_TRUE(hash);
  EXPECT_TRUE(*run_to_end(hasher.verify("correct horse", *hash)));
  EXPECT_FALSE(*run_to_end(hasher.verify("correct horsf", *hash)));
  EXPECT_FALSE(*run_to_end(hasher.verify("", *hash)));
  EXPECT_FALSE(*run_to_end(hasher.verify("correct horse", "no hash")));
}

TEST(PasswordHasher, SaltsEachHash) {
  PasswordHasher hasher(kCheap);
  EXPECT_NE(*run_to_end(hasher.hash("same")), *run_to_end(hasher.hash("same")));
}

TEST(PasswordHasher, TakesEveryByteIntoAccount) {
  PasswordHasher hasher(kCheap);
  const std::string password(password_bytes_max, 'a');
  std::string last_differs = password;
  last_differs.back() = 'b';
  const auto hash = *run_to_end(hasher.hash(password));
  EXPECT_TRUE(*run_to_end(hasher.verify(password, hash)));
  EXPECT_FALSE(*run_to_end(hasher.verify(last_differs, hash)));
  const auto with_nul = *run_to_end(hasher.hash(std::string("12345678\0a", 10)));
  EXPECT_FALSE(*run_to_end(hasher.verify(std::string("12345678\0b", 10), with_nul)));
}

TEST(PasswordHasher, UsesArgon2idAtTheStatedCosts) {
  PasswordHasher hasher({});
  const auto hash = *run_to_end(hasher.hash("correct horse"));
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
}

TEST(PasswordHasher, VerifiesWhatWasHashedAtOtherCosts) {
  PasswordHasher costly({.memory_bytes = 65536, .passes = 3, .threads = 1}), cheap(kCheap);
  EXPECT_TRUE(*run_to_end(cheap.verify("correct horse", *run_to_end(costly.hash("correct horse")))));
}

TEST(PasswordHasher, NeverTakesAnybodyForNobody) {
  PasswordHasher hasher(kCheap);
  EXPECT_FALSE(*run_to_end(hasher.verify_nobody("nobody's password")));
}

TEST(PasswordHasher, RefusesWhenNoMoreMayWait) {
  PasswordHasher full({.memory_bytes = 8192, .passes = 1, .threads = 1, .queue_max = 0});
  EXPECT_EQ(run_to_end(full.hash("correct horse")).error().code, ports::Errc::overloaded);
  EXPECT_EQ(run_to_end(full.verify("correct horse", "hash")).error().code, ports::Errc::overloaded);
  EXPECT_EQ(run_to_end(full.verify_nobody("correct horse")).error().code, ports::Errc::overloaded);
}

TEST(PasswordHasher, RefusesCostsThatCannotBeHad) {
  EXPECT_THROW(PasswordHasher({.memory_bytes = 1, .passes = 1}), std::runtime_error);
}

}  // namespace
}  // namespace caravan::identity
