#include "adapters/google/key_file_signer.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>
#include <unistd.h>

#include "runtime/run_to_end.hpp"

namespace caravan::google {
namespace {

namespace fs = std::filesystem;

std::string pem_of(EVP_PKEY* key) {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(length));
  BIO_free(bio);
  EVP_PKEY_free(key);
  return pem;
}
std::string rsa_key(unsigned bits) {
  return pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
}

std::string file_with(std::string key) {
  for (std::size_t at = 0; (at = key.find('\n', at)) != std::string::npos; at += 2)
    key.replace(at, 1, "\\n");
  return R"({"type":"service_account","client_email":"caravan@demo","private_key":")" + key + R"("})";
}

class KeyFileSignerTest : public testing::Test {
 protected:
  KeyFileSignerTest() {
    std::string folder = (fs::temp_directory_path() / "caravan-key-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
  }
  ~KeyFileSignerTest() override { fs::remove_all(folder_); }

  fs::path write(const std::string& text, fs::perms allowed = fs::perms::owner_read) const {
    const fs::path file = folder_ / "key.json";
    fs::remove(file);
    std::ofstream(file) << text;
    fs::permissions(file, allowed);
    return file;
  }
  std::string refusal(const fs::path& file) const {
    try {
      KeyFileSigner signer(file);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "none";
  }

  fs::path folder_;
};

// That others can verify what it signs is the business of tests/firebase_tokens.
TEST_F(KeyFileSignerTest, SignsAlikeWithOneKeyAndOtherwiseWithAnother) {
  const ports::FirebaseClaims claims{domain::UserId{42}, 3,
                                     std::chrono::sys_seconds(std::chrono::seconds(1'000)),
                                     std::chrono::sys_seconds(std::chrono::seconds(4'600))};
  const auto file = write(file_with(rsa_key(2048)));
  KeyFileSigner one(file), same(file), other(write(file_with(rsa_key(2048))));
  const auto token = runtime::run_to_end(one.sign(claims)).value();
  EXPECT_THAT(token, testing::MatchesRegex("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{342}"));
  EXPECT_EQ(runtime::run_to_end(same.sign(claims)).value(), token);
  EXPECT_NE(runtime::run_to_end(other.sign(claims)).value(), token);
}

TEST_F(KeyFileSignerTest, SaysWhatIsWrongWithAFileAndNothingOfWhatIsInIt) {
  EXPECT_THAT(refusal(folder_ / "missing.json"), testing::HasSubstr("missing.json: cannot be read"));
  EXPECT_THAT(refusal(write("secret")), testing::HasSubstr("is not the JSON key of a service account"));
  EXPECT_THAT(refusal(write(file_with("secret"))),
              testing::HasSubstr("its private_key is not a private RSA key"));
  EXPECT_THAT(refusal(write(file_with(rsa_key(1024)))), testing::HasSubstr("at least 2048 bits"));
  const auto elliptic = pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  EXPECT_THAT(refusal(write(file_with(elliptic))), testing::HasSubstr("not a private RSA key"));
  EXPECT_THAT(refusal(write("secret")), testing::Not(testing::HasSubstr("secret")));
}

TEST_F(KeyFileSignerTest, RefusesAFileThatEverybodyMayRead) {
  const auto text = file_with(rsa_key(2048));
  EXPECT_THAT(refusal(write(text, fs::perms::owner_read | fs::perms::others_read)),
              testing::HasSubstr("run: chmod o-rwx"));
  EXPECT_EQ(refusal(write(text, fs::perms::owner_read | fs::perms::group_read)), "none");
}

}  // namespace
}  // namespace caravan::google
