#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

#include "services/firestore/firestore_fixture.hpp"

// TLS and a service account's key, as production has them. The proxy verifies the tokens.
namespace caravan::firestore {
namespace {

class FirestoreCredentials : public FirestoreTest {
 protected:
  FirestoreCredentials() {
    std::filesystem::create_directories(folder_);
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1" +
        std::string(" -keyout ") + file("tls.key") + " -out " + file("tls.pem"));
    for (const auto* const name : {"account", "stranger"}) {
      openssl("genrsa -traditional -out " + file(name) + " 2048");
      openssl("rsa -pubout -in " + file(name) + " -out " + file(name) + ".pub");
    }
    address_ = services::proxy("tls " + file("tls.pem") + " " + file("tls.key") + " " + file("account.pub"));
  }
  ~FirestoreCredentials() override { std::filesystem::remove_all(folder_); }

  // The file that Google hands out for the key `name`.
  void write_key_file(const std::string& name) {
    std::ifstream in(file(name));
    std::string key;
    for (std::string line; std::getline(in, line);)
      key += line + "\\n";
    std::ofstream(file("key.json"))
        << R"({"type":"service_account","project_id":")" << project()
        << R"(","private_key_id":"1","client_id":"1","client_email":"a@example.com",)"
        << R"("private_key":")" << key << "\"}";
  }
  Client::Options with_key_file() {
    return {.project = project(),
            .address = address_,
            .credentials_file = file("key.json"),
            .authorities_file = file("tls.pem")};
  }
  static Status write_with(Client& client) {
    return runtime::run_to_end(client.write({{"a/1", {{"x", std::int64_t{1}}}}})).front().status;
  }
  std::string file(const std::string& name) const { return folder_ + "/" + name; }

 private:
  static void openssl(const std::string& arguments) {
    ASSERT_EQ(std::system(("openssl " + arguments + " 2> /dev/null").c_str()), 0) << arguments;
  }

  std::string folder_ = testing::TempDir() + project();
  std::string address_;
};

TEST_F(FirestoreCredentials, AKeyFileOpensFirestoreOverTls) {
  write_key_file("account");
  Client client(with_key_file());
  EXPECT_TRUE(write_with(client).ok()) << to_text(write_with(client));
  EXPECT_TRUE(runtime::run_to_end(client.read({{"a/1"}})).front().document);
}

TEST_F(FirestoreCredentials, AStrangersKeyDoesNot) {
  write_key_file("stranger");
  Client client(with_key_file());
  EXPECT_EQ(write_with(client).code, Code::unauthenticated);
}

TEST_F(FirestoreCredentials, AKeyThatWasReplacedIsReadAnew) {
  write_key_file("stranger");
  Client client(with_key_file());
  write_key_file("account");
  EXPECT_TRUE(write_with(client).ok());
}

TEST_F(FirestoreCredentials, AServerThatNobodyVouchesForIsNotSpokenTo) {
  write_key_file("account");
  auto options = with_key_file();
  options.authorities_file.clear();
  Client client(options);
  EXPECT_EQ(write_with(client).code, Code::unavailable);
}

}  // namespace
}  // namespace caravan::firestore
