#include <gmock/gmock.h>

#include "services/postgres/postgres_fixture.hpp"

namespace caravan::postgres {
namespace {

using testing::HasSubstr;

std::string with(const std::string& parameters) {
  return server_url() + "?" + parameters;
}
std::string certificate() {
  return services::environment("CARAVAN_TEST_POSTGRES_CA");
}
// The same server by another of its addresses, which its certificate does not name.
std::string by_other_address(std::string url) {
  return url.replace(url.find("127.0.0.1"), 9, "nobody.invalid") + "&hostaddr=127.0.0.1";
}

std::string refusal(const std::string& url) {
  runtime::SystemClock clock;
  const ConnectionSettings settings(url, 0ms);
  const auto session = run_to_end(Session::connect(settings, clock, kPatience));
  return session ? "it was let in" : session.error().detail;
}

TEST(Tls, TheServerProvesItsName) {
  const auto verified = with("sslmode=verify-full&sslrootcert=" + certificate());
  Console console(verified);
  EXPECT_EQ(console.integer("SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()"), 1);
}

TEST(Tls, AServerWithAnotherNameIsRefused) {
  const auto verified = with("sslmode=verify-full&sslrootcert=" + certificate());
  EXPECT_THAT(refusal(by_other_address(verified)), HasSubstr("does not match host name \"nobody.invalid\""));
}

TEST(Tls, AServerThatNobodyVouchesForIsRefused) {
  // Any other certificate; the system's own collection would do as well.
  EXPECT_THAT(refusal(with("sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt")),
              HasSubstr("certificate verify failed"));
}

TEST(Tls, CanBeRefusedByTheClient) {
  Console console(with("sslmode=disable"));
  EXPECT_EQ(console.integer("SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()"), 0);
}

TEST(Session, TriesTheHostsInTheirOrder) {
  auto url = server_url();
  const auto server = url.substr(url.find('@') + 1, url.rfind('/') - url.find('@') - 1);
  // Port 1 of this machine answers nobody.
  Console console(url.replace(url.find('@') + 1, server.size(), "127.0.0.1:1," + server));
  EXPECT_EQ(console.integer("SELECT 1"), 1);
}

TEST(Session, LooksNamesUpItself) {
  auto url = server_url();
  Console console(url.replace(url.find("127.0.0.1"), 9, "localhost"));
  EXPECT_EQ(console.integer("SELECT 1"), 1);
}

TEST(Session, AWrongPasswordIsSaidWithoutBeingShown) {
  auto url = server_url();
  const auto begin = url.find(':', url.find("//")) + 1;
  const auto said = refusal(url.replace(begin, url.find('@') - begin, "wrongsecret"));
  EXPECT_THAT(said, HasSubstr("password authentication failed"));
  EXPECT_THAT(said, testing::Not(HasSubstr("wrongsecret")));
}

}  // namespace
}  // namespace caravan::postgres
