#include "identity/signing_key.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace caravan::identity {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class Counting final : public runtime::Random {
 public:
  std::uint64_t next() override { return ++count_; }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

class SigningKeyTest : public testing::Test {
 protected:
  SigningKeyTest() {
    std::string pattern = (fs::temp_directory_path() / "signing_key_test.XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no folder for the test");
    folder = pattern;
    path = folder / "key";
  }
  ~SigningKeyTest() override { fs::remove_all(folder); }

  void write(const std::string& text, fs::perms permissions = fs::perms::owner_read) {
    std::ofstream(path) << text;
    fs::permissions(path, permissions);
  }
  std::string read() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::string token_of(const auth_validator::Issuer& issuer) {
    return issuer.issue({"1", {}, {}, {}});
  }

  fs::path folder, path;
  Counting random;
};

TEST_F(SigningKeyTest, IsMadeAtFirstStartAndKept) {
  const auto first = issuer_with_secret(path, random);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(read(), "0000000000000001000000000000000200000000000000030000000000000004\n");
  EXPECT_EQ(token_of(issuer_with_secret(path, random)), token_of(first));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST_F(SigningKeyTest, MayBeTheOperatorsOwn) {
  write("a secret that an operator made up\n");
  EXPECT_EQ(token_of(issuer_with_secret(path, random)),
            token_of(auth_validator::Issuer::hs256("a secret that an operator made up")));
}

TEST_F(SigningKeyTest, IsRefusedWhenOthersMayReadIt) {
  for (const auto permissions : {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
    fs::remove(path);
    write("a secret that an operator made up", fs::perms::owner_read | permissions);
    EXPECT_THAT([&] { issuer_with_secret(path, random); },
                ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(path.string()), HasSubstr("chmod 600"))));
    EXPECT_THROW(issuer_with_private_key(path), std::runtime_error);
  }
}

TEST_F(SigningKeyTest, IsRefusedWhenItIsTooShort) {
  write("short");
  EXPECT_THAT([&] { issuer_with_secret(path, random); },
              ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(path.string()), HasSubstr("at least 32"))));
}

TEST_F(SigningKeyTest, IsRefusedWhenItIsNoFile) {
  fs::create_directory(path);
  EXPECT_THROW(issuer_with_secret(path, random), std::runtime_error);
  EXPECT_THROW(issuer_with_secret(folder / "missing" / "key", random), std::runtime_error);
}

TEST_F(SigningKeyTest, IsTheSameForAllWhoStartAtOnce) {
  std::vector<std::string> tokens(8);
  std::vector<std::thread> threads;
  for (auto& token : tokens)
    threads.emplace_back([&] { token = token_of(issuer_with_secret(path, random)); });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(std::set(tokens.begin(), tokens.end()).size(), 1u);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST_F(SigningKeyTest, MayBeAPrivateKey) {
  EXPECT_THAT([&] { issuer_with_private_key(path); },
              ThrowsMessage<std::runtime_error>(HasSubstr("does not exist")));
  write("nonsense");
  EXPECT_THAT([&] { issuer_with_private_key(path); },
              ThrowsMessage<std::runtime_error>(HasSubstr("not a private key in PEM")));
  fs::remove(path);
  // The key of RFC 8037 appendix A, public to everybody.
  write(
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n");
  EXPECT_THAT(*issuer_with_private_key(path).jwks(),
              HasSubstr("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
}

}  // namespace
}  // namespace caravan::identity
